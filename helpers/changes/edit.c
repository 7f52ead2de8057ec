/* SPDX-License-Identifier: GPL-2.0-or-later */
/* edit: remove lines from a text, and insert others. */
#include "edit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "text.h"

int edit_open(const char *text, size_t size, struct edit *ret)
{
	struct edit edit = { 0 };
	size_t lines = 0;

	for (const char *p = text; p < text + size; p++)
		lines += *p == '\n';
	edit.v = calloc(lines + 2, sizeof(*edit.v));	/* the last may have no end, and v[n] */
	if (!edit.v)
		return -ENOMEM;
	for (size_t at = 0; at < size; at += edit.v[edit.n++].size) {
		const char *end = memchr(text + at, '\n', size - at);

		edit.v[edit.n].text = text + at;
		edit.v[edit.n].size = end ? (size_t)(end - text) + 1 - at : size - at;
	}
	*ret = edit;
	return 0;
}

int edit_insert(struct edit *edit, size_t line, const char *text)
{
	const char *before = edit->v[line].in;
	char *all;

	if (asprintf(&all, "%s%s", before ? before : "", text) < 0)
		return -ENOMEM;
	free(edit->v[line].in);
	edit->v[line].in = all;
	return 0;
}

int edit_result(const struct edit *edit, char **ret, size_t *ret_size)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return -ENOMEM;
	for (size_t i = 0; i <= edit->n; i++) {
		const struct edit_line *line = &edit->v[i];

		if (line->in)
			fputs(line->in, f);
		if (!line->out && line->size)
			fwrite(line->text, 1, line->size, f);
	}
	if (text_finish(f, &text) < 0)
		return -ENOMEM;
	*ret = text;
	*ret_size = size;
	return 0;
}

void edit_free(struct edit *edit)
{
	for (size_t i = 0; edit->v && i <= edit->n; i++)
		free(edit->v[i].in);
	free(edit->v);
	*edit = (struct edit){ 0 };
}
