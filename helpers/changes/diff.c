/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diff: print a change as a unified diff, by diff(1), which every Debian has. */
#include "diff.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "clock.h"
#include "file.h"
#include "process.h"
#include "text.h"

#define DIFF		"/usr/bin/diff"
#define DIFF_MS		10000
#define DIFF_MAX	(4 * FILE_SIZE_MAX)	/* both texts, with a sign in front of each line */

/* A tab may stay: it moves the cursor, but hides nothing. */
static void print_defused(FILE *f, char *line)
{
	for (char *part; (part = strsep(&line, "\t"));) {
		text_defuse(part);
		fprintf(f, "%s%s", part, line ? "\t" : "");
	}
}

/* diff(1) gets the texts neither by their paths, which have not both of them, nor by files that others could read. */
static int run(const char *path, int old, int new, char **ret)
{
	char names[2][FILE_MEMORY_NAME_SIZE];
	const char *const argv[] = { DIFF, "-u", "--label", path, "--label", path, names[0], names[1], NULL };
	int r;

	file_memory_name(old, names[0]);
	file_memory_name(new, names[1]);
	r = process_capture(argv, DIFF_MAX, -1, clock_now() + DIFF_MS, ret, NULL);
	return r < 0 ? r : r > 1 ? -EIO : 0;
}

int diff_print(FILE *f, const char *path, const struct diff_text *old, const struct diff_text *new, bool defuse)
{
	_cleanup_fd_ int a = file_memory(old->text, old->size), b = file_memory(new->text, new->size);
	_cleanup_free_ char *text = NULL;
	int r = a < 0 ? a : b < 0 ? b : run(path, a, b, &text);

	if (r < 0)
		return r;
	if (!defuse)
		fputs(text, f);
	for (char *next = text, *line; defuse && (line = strsep(&next, "\n")) && next;) {
		print_defused(f, line);
		fputc('\n', f);
	}
	return 0;
}
