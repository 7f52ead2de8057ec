/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz leftovers: of any text of a file, the lines that each kind finds are in it, and rise; a file that is found has its name,
 * and what is found can be taken away and be freed. */
#include "fuzz.h"

#include "commands.h"
#include "leftovers/find.c"

static size_t lines_of(const char *text)
{
	size_t n = 1;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void check(const struct leftovers *found, const char *text)
{
	for (size_t i = 0; i < found->n; i++) {
		const struct leftover *l = &found->v[i];

		must(l->path && (l->n_lines == 0 || l->lines));
		for (size_t k = 0; k < l->n_lines; k++)
			must(l->lines[k] > (k ? l->lines[k - 1] : 0) && l->lines[k] <= lines_of(text));
	}
	must(leftovers_to_take(found) <= found->n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct leftovers found = { 0 };
	struct commands c = { 0 };

	for (size_t i = 0; i < leftover_n_kinds; i++) {
		struct find f = { .kind = &leftover_kinds[i], .found = &found, .path = "/nonexistent/file.conf" };

		f.node = (struct node){ .type = i % 2 && f.kind->how > HOW_LINES ? NODE_LINK : NODE_FILE,
					.text = fuzz_string(data, size), .size = strlen(text) };
		must(judge(&f) <= 0);
		node_free(&f.node);
	}
	must(find_users(&found) == 0);
	must(commands_read(text, &c) <= 0 || !*c.master || text_is_ifname(c.master));
	find_sort(&found);
	check(&found, text);
	leftovers_free(&found);
	free(text);
	return 0;
}
