/* SPDX-License-Identifier: GPL-2.0-or-later */
/* changes: change files of others, with a backup, and restore them. */
#include "changes.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

int changes_add(struct changes *changes, const char *path, struct node *before, struct node *after)
{
	struct change c = { .path = strdup(path), .before = *before, .after = *after };
	struct change *v = reallocarray(changes->v, changes->n + 1, sizeof(*v));

	*before = *after = (struct node){ 0 };
	if (v)
		changes->v = v;
	if (!v || !c.path) {
		node_free(&c.before);
		node_free(&c.after);
		free(c.path);
		return -ENOMEM;
	}
	v[changes->n++] = c;
	return 0;
}

int change_state(const struct change *change, enum change_state *ret)
{
	_cleanup_(node_free) struct node now = { 0 };
	int r = node_read(change->path, &now);

	if (r < 0 && r != -ENOTSUP && r != -EMLINK && r != -EFBIG)
		return r;
	*ret = r < 0 ? CHANGE_IS_OTHER : node_is_same(&now, &change->before) ? CHANGE_IS_BEFORE :
	       node_is_same(&now, &change->after) ? CHANGE_IS_AFTER : CHANGE_IS_OTHER;
	return 0;
}

static int turn(const struct change *c, enum change_state wanted, const struct node *from, const struct node *to)
{
	enum change_state state = CHANGE_IS_OTHER;
	int r = node_clear(c->path);

	if (r == 0)
		r = change_state(c, &state);
	if (r < 0 || state == wanted)
		return r;
	if (state == CHANGE_IS_OTHER)
		return -ESTALE;
	if (to->type != NODE_NONE)
		r = node_make_folders(c->path);
	if (r == 0)
		r = node_put(c->path, from, to);
	return r < 0 ? r : 1;
}

int change_make(const struct change *change)
{
	return turn(change, CHANGE_IS_AFTER, &change->before, &change->after);
}

int change_undo(const struct change *change)
{
	return turn(change, CHANGE_IS_BEFORE, &change->after, &change->before);
}

void changes_free(struct changes *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		free(changes->v[i].path);
		node_free(&changes->v[i].before);
		node_free(&changes->v[i].after);
	}
	free(changes->v);
	free(changes->folder);
	*changes = (struct changes){ 0 };
}
