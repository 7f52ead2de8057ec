/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz adopt: TBNET_MTU is put into any text of /etc/tbnet.conf as a line of its own, and all else stays as it was. */
#include "fuzz.h"

#include "tbnet-adopt/carry.c"

static const char line[] = "TBNET_MTU=9000\n";

/* The input, with a newline at its end or not, is in parts before and after the line. */
static void check(const char *text, size_t size, const struct node *after)
{
	const char *at = after->text;

	while ((at = memmem(at, after->size - (size_t)(at - after->text), line, strlen(line)))) {
		size_t before = (size_t)(at - after->text), rest = after->size - before - strlen(line);

		if ((before == 0 || at[-1] == '\n') && before + rest >= size && before + rest <= size + 1 &&
		    memcmp(after->text, text, before < size ? before : size) == 0 &&
		    (rest == 0 || (before + rest == size && memcmp(at + strlen(line), text + before, rest) == 0)))
			return;
		at++;
	}
	must(!"the line, and the rest as it was");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct node before = { .type = NODE_FILE, .text = text, .size = strlen(text) }, after = { 0 };

	must(insert_setting(&before, line, &after) == 0);
	check(text, strlen(text), &after);
	node_free(&after);
	free(text);
	return 0;
}
