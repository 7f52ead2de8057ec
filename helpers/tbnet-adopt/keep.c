/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keep: keep the administrator's names where the package's .link files would override them. */
#include "keep.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "log.h"

#define KEPT	LINK_DIR "/00-kept-"	/* before 00-thunderbolt */

/* /run has what a program makes anew. */
static bool is_own(const char *path)
{
	return strncmp(path, LINK_DIR "/", sizeof(LINK_DIR)) == 0 || strncmp(path, "/usr/local/", 11) == 0;
}

static void forget(struct leftovers *found, const char *path)
{
	for (size_t i = 0; i < found->n; i++) {
		struct leftover *l = &found->v[i];

		if (strcmp(l->path, path) != 0)
			continue;
		leftover_free(l);
		memmove(l, l + 1, (--found->n - i) * sizeof(*l));
		return;
	}
}

static bool is_kept(const struct changes *changes, const char *path)
{
	for (size_t i = 0; i < changes->n; i++)
		if (strcmp(changes->v[i].path, path) == 0)
			return true;
	return false;
}

static bool has_dropins(const struct link_file *f)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), "%s.d", f->path);
	return access(path, F_OK) == 0;
}

static int keep(const struct link_file *f, struct changes *changes)
{
	struct node before = { 0 }, after = { 0 }, copy = { 0 }, none = { 0 };
	_cleanup_free_ char *path = NULL;
	int r = node_read(f->path, &before);

	/* a link may lead anywhere, and the order of its names is somebody's thought */
	if (r < 0 || before.type != NODE_FILE) {
		node_free(&before);
		return r < 0 ? r : 0;
	}
	if (asprintf(&path, KEPT "%s", f->base) < 0) {
		path = NULL;
		r = -ENOMEM;
	}
	if (r == 0)
		r = node_edit(&before, before.text, before.size, &copy);
	if (r == 0)
		r = changes_add(changes, path, &none, &copy);
	if (r == 0)
		return changes_add(changes, f->path, &before, &after);
	node_free(&before);
	return r;
}

int keep_names(const struct picture *picture, struct leftovers *found, struct changes *changes)
{
	int r = 0;

	for (size_t i = 0; i < picture->plan.n && r == 0; i++) {
		const struct plan_entry *e = &picture->plan.v[i];
		const struct link_file *f;

		f = plan_outranked(picture, e);
		if (!f || !is_own(f->path) || is_kept(changes, f->path))
			continue;
		if (has_dropins(f)) {
			log_plain(LOG_WARNING, "%s gives the name %s, but %s wins; it has drop-ins, so rename both to sort before 00-t",
				  f->path, f->name, e->file->base);
			continue;
		}
		r = keep(f, changes);
		forget(found, f->path);
	}
	return r;
}
