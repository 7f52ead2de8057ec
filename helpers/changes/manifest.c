/* SPDX-License-Identifier: GPL-2.0-or-later */
/* manifest: the list in a backup's folder, for people and for the way back.
 *
 *	tbnet-adopt 1
 *	path /etc/network/if-up.d/mesh
 *	before file 0755 0 0 1795390000.123456789
 *	xattr 0x01 user.color
 *	after none
 *
 * Octal mode, user, group, mtime. An xattr belongs to the line above. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "cleanup.h"
#include "text.h"

static const char *const types[] = { [NODE_NONE] = "none", [NODE_FILE] = "file", [NODE_LINK] = "link" };

static int print_xattr(FILE *f, const struct node_xattr *x)
{
	if (!text_is_clean(x->name))
		return -EBADMSG;
	fputs("xattr 0x", f);
	for (size_t i = 0; i < x->size; i++)
		fprintf(f, "%02x", ((const unsigned char *)x->value)[i]);
	fprintf(f, " %s\n", x->name);
	return 0;
}

static int print_node(FILE *f, const char *when, const struct node *node)
{
	int r = 0;

	fprintf(f, "%s %s", when, types[node->type]);
	if (node->type != NODE_NONE)
		fprintf(f, " %04o %u %u ", (unsigned)node->mode, (unsigned)node->uid, (unsigned)node->gid);
	if (node->type != NODE_NONE && node->mtime.tv_nsec == UTIME_NOW)
		fputs("now", f);
	else if (node->type != NODE_NONE)
		fprintf(f, "%lld.%09ld", (long long)node->mtime.tv_sec, node->mtime.tv_nsec);
	fputc('\n', f);
	for (size_t i = 0; i < node->n_xattrs && r == 0; i++)
		r = print_xattr(f, &node->xattrs[i]);
	return r;
}

int manifest_write(const char *path, const char *program, const struct changes *changes)
{
	struct node none = { 0 }, file = { .type = NODE_FILE, .mode = 0644, .mtime.tv_nsec = UTIME_NOW };
	_cleanup_free_ char *text = NULL;
	FILE *f = open_memstream(&text, &file.size);
	int r = 0;

	if (!f)
		return -ENOMEM;
	fprintf(f, "%s 1\n", program);
	for (size_t i = 0; i < changes->n && r == 0; i++) {
		const struct change *c = &changes->v[i];

		if (!text_is_clean(c->path))
			r = -EBADMSG;
		fprintf(f, "path %s\n", c->path);
		if (r == 0)
			r = print_node(f, "before", &c->before);
		if (r == 0)
			r = print_node(f, "after", &c->after);
	}
	if (text_finish(f, &text) < 0 && r == 0)
		r = -ENOMEM;
	file.text = text;
	return r < 0 ? r : node_put(path, &none, &file);
}

/* A number up to its END character; -1 if it is none. */
static long long number(char **text, int base, char end)
{
	long long value;
	char *rest;

	if (**text < '0' || **text > '9')
		return -1;
	errno = 0;
	value = strtoll(*text, &rest, base);
	if (errno || *rest != end || value < 0)
		return -1;
	*text = rest + (end != '\0');
	return value;
}

static int read_node(char *text, struct node *ret)
{
	struct node node = { 0 };
	long long v[5] = { 0 };

	if (strcmp(text, "none") == 0) {
		*ret = node;
		return 0;
	}
	node.type = strncmp(text, "file ", 5) == 0 ? NODE_FILE : NODE_LINK;
	if (node.type == NODE_LINK && strncmp(text, "link ", 5) != 0)
		return -EBADMSG;
	text += 5;
	v[0] = number(&text, 8, ' ');
	v[1] = number(&text, 10, ' ');
	v[2] = number(&text, 10, ' ');
	if (strcmp(text, "now") == 0) {
		v[4] = UTIME_NOW;
	} else {
		v[3] = number(&text, 10, '.');
		v[4] = number(&text, 10, '\0');
	}
	for (size_t i = 0; i < 5; i++)
		if (v[i] < 0)
			return -EBADMSG;
	node.mode = (mode_t)v[0] & ALLPERMS;
	node.uid = (uid_t)v[1];
	node.gid = (gid_t)v[2];
	node.mtime = (struct timespec){ .tv_sec = (time_t)v[3], .tv_nsec = (long)v[4] };
	*ret = node;
	return 0;
}

static int read_xattr(const char *text, struct node *node)
{
	const char *space = strchr(text, ' ');
	struct node_xattr *all, x = { 0 };

	if (strncmp(text, "0x", 2) != 0 || !space || (space - text) % 2)
		return -EBADMSG;
	all = reallocarray(node->xattrs, node->n_xattrs + 1, sizeof(*all));
	if (!all)
		return -ENOMEM;
	node->xattrs = all;
	x = (struct node_xattr){ .name = strdup(space + 1), .size = (size_t)(space - text - 2) / 2 };
	x.value = malloc(x.size + 1);
	all[node->n_xattrs++] = x;
	if (!x.name || !x.value)
		return -ENOMEM;
	for (size_t i = 0; i < x.size; i++) {
		char hex[3] = { text[2 + 2 * i], text[3 + 2 * i] };

		if (strspn(hex, "0123456789abcdef") != 2)
			return -EBADMSG;
		((unsigned char *)x.value)[i] = (unsigned char)strtoul(hex, NULL, 16);
	}
	return 0;
}

/* A second line of one node is nobody's writing: only one could be followed. */
static int take_node(char *text, struct node *node, struct node **last)
{
	if (node->type != NODE_NONE || node->n_xattrs)
		return -EBADMSG;
	*last = node;
	return read_node(text, node);
}

/* The node that an xattr line belongs to is *last. */
static int read_line(char *line, struct changes *changes, struct node **last)
{
	struct change *c = changes->n ? &changes->v[changes->n - 1] : NULL;
	struct node none[2] = { 0 };

	if (strncmp(line, "path /", 6) == 0) {
		*last = NULL;
		return changes_add(changes, line + 5, &none[0], &none[1]);
	}
	if (strncmp(line, "xattr ", 6) == 0)
		return *last ? read_xattr(line + 6, *last) : -EBADMSG;
	if (c && strncmp(line, "before ", 7) == 0)
		return take_node(line + 7, &c->before, last);
	if (c && strncmp(line, "after ", 6) == 0)
		return take_node(line + 6, &c->after, last);
	return -EBADMSG;
}

int manifest_read(const char *path, const char *program, struct changes *ret)
{
	_cleanup_(changes_free) struct changes changes = { 0 };
	_cleanup_(node_free) struct node file = { 0 };
	struct node *last = NULL;
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
			r = read_line(line, &changes, &last);
	if (r < 0)
		return r;
	*ret = changes;
	changes = (struct changes){ 0 };
	return 0;
}
