/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz block: whatever frr.conf, tbnet.conf and FRR's daemons have, what tbnet-fabric writes into them leaves all other
 * lines as they were but those of a guide's router, written twice it is as once, and without our lines the file is as before. */
#include "fuzz.h"
#include "permitted.h"

#include "changes.h"

static const char *input;

/* In the place of each of the files */
static int fuzz_read(const char *path, struct node *ret)
{
	(void)path;
	*ret = (struct node){ .type = NODE_FILE, .text = strdup(input), .size = strlen(input) };
	must(ret->text);
	return 0;
}

static char *fuzz_lines_read(const char *path)
{
	(void)path;
	return strdup(input);
}

#include "lines.h"
#include "log.h"
#define log_event(priority, ...)	fuzz_log(__VA_ARGS__)
#define node_read fuzz_read
#define lines_read fuzz_lines_read
#include "tbnet-fabric/block.c"
#include "tbnet-fabric/files.c"
#undef node_read
#undef lines_read

static void text_of(FILE *f, const struct fabric *fabric)
{
	texts_frr(f, fabric);
}

/* The text with a newline at its end, as a line more needs it. */
static char *ended(const char *text)
{
	char *copy;

	must(asprintf(&copy, "%s%s", text, *text && text[strlen(text) - 1] != '\n' ? "\n" : "") >= 0);
	return copy;
}

/* All lines of PART are in WHOLE, in their order. */
static void check_lines(const char *part, const char *whole)
{
	char *a = strdup(part), *b = strdup(whole), *next = b, *line, *x;

	must(a && b);
	for (char *p = a; (line = strsep(&p, "\n")) && p;) {
		while ((x = strsep(&next, "\n")) && strcmp(x, line) != 0)
			;
		must(x);
	}
	free(a);
	free(b);
}

/* Collected once more, of what is to be there, it is no change. */
static void check_twice(const char *text, int (*again)(struct changes *changes))
{
	struct changes second = { 0 };
	const char *old = input;

	input = text;
	must(again(&second) == 0 && second.n == 0);
	changes_free(&second);
	input = old;
}

static struct fabric fabric;

static int collect_both(struct changes *changes)
{
	return collect_daemons(&fabric, changes);
}

static int collect_block(struct changes *changes)
{
	return collect(changes, FILES_FRR, "!", text_of, &fabric);
}

static void check_block(const char *text)
{
	char *kept = NULL, *rest = NULL, *back = NULL, *line_ended, *whole;
	struct changes changes = { 0 };
	const char *after;
	int r;

	r = block_rest(text, "!", &kept);
	must(collect_block(&changes) == r);
	if (r == 0) {
		must(guide_without(kept, &fabric, &rest) == 0);
		after = changes.n ? changes.v[0].after.text : text;
		line_ended = ended(rest);
		whole = ended(text);
		check_lines(line_ended, whole);
		free(whole);
		must(strncmp(after, line_ended, strlen(line_ended)) == 0);
		/* a router that apply refuses is not taken for a guide's before our own is there */
		if (check_frr(&fabric) == 0)
			check_twice(after, collect_block);
		must(block_put(after, "!", NULL, &back) == 0 && strcmp(back, line_ended) == 0);
		free(line_ended);
	}
	changes_free(&changes);
	free(back);
	free(rest);
	free(kept);
}

/* Each line of TEXT, or in the place of one that sets bfdd or fabricd that it is wanted, and this once at the end if none did. */
static void check_daemons(const char *text)
{
	char *old = ended(text), *new, *a, *b, *x, *y;
	static const char *const wanted[] = { "bfdd=yes", "fabricd=yes" };
	struct changes changes = { 0 };
	bool set[2] = { false, false };

	must(collect_both(&changes) == 0);
	new = strdup(changes.n ? changes.v[0].after.text : text);
	must(new);
	check_twice(new, collect_both);
	for (a = old, b = new; (x = strsep(&a, "\n")) && a; ) {
		const char *meant = x;

		for (size_t i = 0; i < 2; i++)
			if (strncmp(x, wanted[i], strcspn(wanted[i], "=") + 1) == 0) {
				meant = wanted[i];
				set[i] = true;
			}
		y = strsep(&b, "\n");
		must(y && strcmp(y, meant) == 0);
	}
	for (size_t i = 0; i < 2; i++)
		must(set[i] || ((y = strsep(&b, "\n")) && strcmp(y, wanted[i]) == 0));
	must(!b || !*b);
	changes_free(&changes);
	free(new);
	free(old);
}

/* A router that no port is in is found at the end of any configuration, and so is one that is in it. */
static void check_others(const char *text)
{
	int r = check_frr(&fabric);
	char *more, *kept;

	must(asprintf(&more, "%s\nrouter openfabric nobody's\n", text) >= 0);
	input = more;
	must(check_frr(&fabric) < 0 || strstr(text, "openfabric nobody's"));
	must(guide_without(text, &fabric, &kept) == 0);
	must(r < 0 || (strncmp(kept, "router openfabric ", 18) != 0 && !strstr(kept, "\nrouter openfabric ")) ||
	     strstr(text, BEGIN));
	input = text;
	free(more);
	free(kept);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);

	if (!fabric.here) {
		must(fabric_set_option(1, "10.100.0.0/24") == 0 && fabric_set_option(3, "n1=10.100.0.11 n2=10.100.0.12") == 0 &&
		     fabric_set_option(7, "n1") == 0);
		must(fabric_read(&fabric) == 0 && fabric.here);
	}
	input = text;
	check_block(text);
	check_daemons(text);
	check_others(text);
	free(text);
	return 0;
}
