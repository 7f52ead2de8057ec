/* SPDX-License-Identifier: GPL-2.0-or-later */
/* manifest: the list in a backup's folder, for people and for the way back.
 *
 *	tbnet-adopt 1
 *	removed /etc/network/if-up.d/mesh
 *	changed /etc/modules
 *	written /etc/tbnet.conf
 *
 * before/ has the files that a change removed or replaced, after/ those that it wrote, with mode, owner, times and xattrs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "cleanup.h"
#include "text.h"

static const struct {
	const char *word;
	bool before, after;	/* something was there, is there */
} kinds[] = { { "removed ", true, false }, { "changed ", true, true }, { "written ", false, true } };

#define KINDS	(sizeof(kinds) / sizeof(*kinds))

int manifest_write(const char *path, const char *program, const struct changes *changes)
{
	struct node none = { 0 }, file = { .type = NODE_FILE, .mode = 0644, .mtime.tv_nsec = UTIME_NOW };
	_cleanup_free_ char *text = NULL;
	FILE *f = open_memstream(&text, &file.size);
	int r = 0;

	if (!f)
		return -ENOMEM;
	fprintf(f, "%s 1\n", program);
	for (size_t i = 0; i < changes->n; i++) {
		const struct change *c = &changes->v[i];

		if (!text_is_clean(c->path))
			r = -EBADMSG;
		for (size_t k = 0; k < KINDS; k++)
			if (kinds[k].before == (c->before.type != NODE_NONE) && kinds[k].after == (c->after.type != NODE_NONE))
				fprintf(f, "%s%s\n", kinds[k].word, c->path);
	}
	if (text_finish(f, &text) < 0 && r == 0)
		r = -ENOMEM;
	file.text = text;
	return r < 0 ? r : node_put(path, &none, &file);
}

static int read_line(const char *line, struct changes *changes)
{
	for (size_t i = 0; i < KINDS; i++) {
		size_t n = strlen(kinds[i].word);
		struct node before = { .type = kinds[i].before ? NODE_FILE : NODE_NONE };
		struct node after = { .type = kinds[i].after ? NODE_FILE : NODE_NONE };

		if (strncmp(line, kinds[i].word, n) == 0 && line[n] == '/')
			return changes_add(changes, line + n, &before, &after);
	}
	return -EBADMSG;
}

int manifest_read(const char *path, const char *program, struct changes *ret)
{
	_cleanup_(changes_free) struct changes changes = { 0 };
	_cleanup_(node_free) struct node file = { 0 };
	char *next, *line;
	int r = node_read(path, &file);
	size_t n = strlen(program);

	if (r < 0 || file.type != NODE_FILE)
		return r < 0 ? r : -ENOENT;
	next = file.text;
	line = strsep(&next, "\n");
	if (strncmp(line, program, n) != 0 || strcmp(line + n, " 1") != 0)
		return -ENOENT;
	while ((line = strsep(&next, "\n")) && r == 0)
		if (*line)
			r = read_line(line, &changes);
	if (r < 0)
		return r;
	*ret = changes;
	changes = (struct changes){ 0 };
	return 0;
}
