/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linkfile: what one .link file says, with its drop-ins. */
#include "linkfile.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"

/* What is no regular file is empty: /dev/null masks a file of the same name. */
static int read_text(const char *path, char **ret)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	int r = file_read(path, &text, &size);

	if (r == -ENOTSUP || r == -EISDIR)
		return 0;
	if (r < 0)
		return r;
	if (strlen(text) != size)
		return -EBADMSG;
	*ret = TAKE(text);
	return 0;
}

/* Returns 1 if there was something in it. */
static int read_into(struct link_file *f, const char *path)
{
	_cleanup_free_ char *text = NULL;
	unsigned bad = 0;
	int r = read_text(path, &text);

	if (!text || !*text)
		return r;
	r = link_file_parse(f, text, &bad);
	if (bad && !f->bad && asprintf(&f->bad, "%s:%u", path, bad) < 0) {
		f->bad = NULL;
		return -ENOMEM;
	}
	return r < 0 ? r : 1;
}

int link_file_read(const char *path, const struct words *dropins, struct link_file *ret)
{
	struct link_file f = { .path = strdup(path) };
	const char *slash;
	int r;

	if (!f.path)
		return -ENOMEM;
	slash = strrchr(f.path, '/');
	f.base = slash ? slash + 1 : f.path;
	r = read_into(&f, path);
	/* an empty file is masked, drop-ins or not */
	for (size_t i = 0, full = r > 0; full && i < dropins->n && r >= 0; i++)
		r = read_into(&f, dropins->v[i]);
	if (r == -ENOMEM) {
		link_file_free(&f);
		return r;
	}
	f.error = r < 0 ? r : 0;
	*ret = f;
	return 0;
}

void link_file_free(struct link_file *f)
{
	struct words *const lists[] = { &f->paths, &f->drivers, &f->properties, &f->types,
					&f->originals, &f->macs };

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		words_free(lists[i]);
	free(f->path);
	free(f->bad);
	*f = (struct link_file){ 0 };
}
