/* SPDX-License-Identifier: GPL-2.0-or-later */
/* block: insert and remove our lines in a file of others, between two marks. */
#include "block.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "text.h"

#define BEGIN	" tbnet-fabric begin: written by tbnet-fabric(8), do not edit"
#define END	" tbnet-fabric end"

/* The line, without its end, is the comment and the mark. */
static bool is_mark(const char *line, size_t n, const char *comment, const char *mark)
{
	size_t c = strlen(comment), m = strlen(mark);

	return n == c + m && strncmp(line, comment, c) == 0 && strncmp(line + c, mark, m) == 0;
}

/* Returns the text between the marks, or the rest. */
static int part(const char *old, const char *comment, bool between, char **ret)
{
	_cleanup_free_ char *text = NULL;
	bool inside = false, bad = false;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return -ENOMEM;
	for (const char *line = old; *line;) {
		size_t n = strcspn(line, "\n"), whole = n + (line[n] == '\n');

		if (is_mark(line, n, comment, inside ? END : BEGIN))
			inside = !inside;
		else if (is_mark(line, n, comment, inside ? BEGIN : END))
			bad = true;
		else if (inside == between)
			fwrite(line, 1, whole, f);
		line += whole;
	}
	if (text_finish(f, &text) < 0)
		return -ENOMEM;
	if (bad || inside)
		return -EBADMSG;
	*ret = TAKE(text);
	return 0;
}

int block_rest(const char *old, const char *comment, char **ret)
{
	return part(old, comment, false, ret);
}

int block_body(const char *old, const char *comment, char **ret)
{
	return part(old, comment, true, ret);
}

int block_put(const char *old, const char *comment, const char *body, char **ret)
{
	_cleanup_free_ char *rest = NULL;
	int r = block_rest(old, comment, &rest), n;

	if (r < 0 || !body) {
		if (r == 0)
			*ret = TAKE(rest);
		return r;
	}
	n = asprintf(ret, "%s%s%s" BEGIN "\n%s%s" END "\n", rest, *rest && rest[strlen(rest) - 1] != '\n' ? "\n" : "",
		     comment, body, comment);
	return n < 0 ? -ENOMEM : 0;
}
