/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz manifest: what is read of a backup's manifest, written and read again, is the same. */
#include "fuzz.h"

#include "changes.h"

static const char *input;
static char *output;

static int fuzz_read(const char *path, struct node *ret)
{
	(void)path;
	*ret = (struct node){ .type = NODE_FILE, .text = strdup(input), .size = strlen(input) };
	must(ret->text);
	return 0;
}

static int fuzz_put(const char *path, const struct node *now, const struct node *want)
{
	(void)path;
	(void)now;
	output = strdup(want->text);
	must(output);
	return 0;
}

#define node_read fuzz_read
#define node_put fuzz_put
#include "changes/manifest.c"

static void check_again(const struct changes *first)
{
	struct changes second = { 0 };

	input = output;
	must(manifest_read("", "tbnet-adopt", &second) == 0 && first->n == second.n);
	for (size_t i = 0; i < first->n; i++) {
		must(strcmp(first->v[i].path, second.v[i].path) == 0);
		must(first->v[i].before.type == second.v[i].before.type && first->v[i].after.type == second.v[i].after.type);
	}
	changes_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);
	struct changes changes = { 0 };

	input = text;
	output = NULL;
	if (manifest_read("", "tbnet-adopt", &changes) == 0) {
		if (manifest_write("", "tbnet-adopt", &changes) == 0)
			check_again(&changes);
		changes_free(&changes);
	}
	free(output);
	free(text);
	return 0;
}
