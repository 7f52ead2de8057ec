/* SPDX-License-Identifier: GPL-2.0-or-later */
/* carry: keep the MTU that the administrator chose in a file that adopt moves away. */
#include "carry.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "conf.h"
#include "edit.h"
#include "log.h"
#include "picture.h"

int carry_mtu(const struct leftovers *found, unsigned mtu)
{
	unsigned chosen = 0;

	if (conf_is_set(CONF_MTU))	/* said to tbnet already */
		return 0;
	for (size_t i = 0; i < found->n; i++) {
		unsigned is = found->v[i].mtu;

		if (is < MTU_MIN || is > MTU_MAX)
			continue;
		if (chosen && chosen != is) {
			log_plain(LOG_ERR, "%s sets MTU %u, another file %u; tbnet uses one MTU for all: set TBNET_MTU in "
				  CONF_FILE " first", found->v[i].path, is, chosen);
			return -EINVAL;
		}
		chosen = is;
	}
	return chosen == mtu ? 0 : (int)chosen;
}

static int new_file(const char *text, struct node *ret)
{
	struct node node = { .type = NODE_FILE, .mode = 0644, .mtime.tv_nsec = UTIME_NOW,
			     .text = strdup(text), .size = strlen(text) };

	*ret = node;
	return node.text ? 0 : -ENOMEM;
}

/* Below the comment that shows the default, else at the end. */
static int insert_setting(const struct node *before, const char *line, struct node *ret)
{
	_cleanup_(edit_free) struct edit edit = { 0 };
	_cleanup_free_ char *text = NULL;
	size_t size = 0, at;
	int r = edit_open(before->text, before->size, &edit);

	if (r < 0)
		return r;
	for (at = 0; at < edit.n; at++)
		if (edit.v[at].size > 11 && memcmp(edit.v[at].text, "#TBNET_MTU=", 11) == 0)
			break;
	at = at < edit.n ? at + 1 : edit.n;
	if (at == edit.n && before->size && before->text[before->size - 1] != '\n')
		r = edit_insert(&edit, at, "\n");
	if (r == 0)
		r = edit_insert(&edit, at, line);
	if (r == 0)
		r = edit_result(&edit, &text, &size);
	return r < 0 ? r : node_edit(before, text, size, ret);
}

static int change_conf(unsigned mtu, struct changes *changes)
{
	struct node before = { 0 }, after = { 0 };
	char line[32];
	int r = node_read(CONF_FILE, &before);

	snprintf(line, sizeof(line), "TBNET_MTU=%u\n", mtu);
	if (r == 0 && before.type == NODE_LINK)
		r = -ELOOP;	/* whose file that is nobody knows here */
	if (r == 0)
		r = before.type == NODE_NONE ? new_file(line, &after) : insert_setting(&before, line, &after);
	if (r == 0)
		return changes_add(changes, CONF_FILE, &before, &after);
	node_free(&before);
	return r;
}

static int add_dropin(const char *base, unsigned mtu, struct changes *changes)
{
	struct node before = { 0 }, after = { 0 };
	_cleanup_free_ char *path = NULL;
	char text[64];
	int r;

	if (asprintf(&path, LINK_DIR "/%s.d/tbnet-mtu.conf", base) < 0) {
		path = NULL;
		return -ENOMEM;
	}
	for (size_t i = 0; i < changes->n; i++)
		if (strcmp(changes->v[i].path, path) == 0)
			return 0;
	r = node_read(path, &before);
	snprintf(text, sizeof(text), "[Link]\nMTUBytes=%u\n", mtu);
	if (r == 0 && before.type == NODE_NONE)
		r = new_file(text, &after);
	else if (r == 0)
		r = node_edit(&before, text, strlen(text), &after);
	if (r == 0)
		return changes_add(changes, path, &before, &after);
	node_free(&before);
	return r;
}

static bool is_taken(const struct leftovers *found, const char *path)
{
	for (size_t i = 0; i < found->n; i++)
		if (!found->v[i].stays && strcmp(found->v[i].path, path) == 0)
			return true;
	return false;
}

int carry_changes(const struct picture *picture, const struct leftovers *found, unsigned mtu,
		  struct changes *changes)
{
	int r = change_conf(mtu, changes);

	for (size_t i = 0; i < picture->plan.n && r == 0; i++) {
		const struct link_file *f = picture->plan.v[i].file;

		/* udev sets no MTU by a file of his that stays */
		if (f && (link_file_is_packaged(f) || is_taken(found, f->path)))
			r = add_dropin(f->base, mtu, changes);
	}
	return r;
}
