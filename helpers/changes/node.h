/* SPDX-License-Identifier: GPL-2.0-or-later */
/* node: read a file, link or folder at a path, with its metadata, and replace it atomically. */
#ifndef TBNET_NODE_H
#define TBNET_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#define NODE_SIZE_MAX	(1024 * 1024)	/* bytes; what people write by hand is far below */

#define NODE_NEW	".%s.tbnet-new"	/* name of what is to take NAME's place, in its folder */

enum node_type {
	NODE_NONE,	/* nothing is there */
	NODE_FILE,	/* a regular file */
	NODE_LINK,	/* a symbolic link; its xattrs are left out */
};

struct node_xattr {
	char *name;
	void *value;
	size_t size;
};

struct node {
	enum node_type type;
	mode_t mode;		/* of a file, without its type */
	uid_t uid;
	gid_t gid;
	struct timespec mtime;	/* tv_nsec UTIME_NOW: when it is put there */
	char *text;		/* contents, or the link's target; with a NUL behind */
	size_t size;
	struct node_xattr *xattrs;	/* ACLs are xattrs, too */
	size_t n_xattrs;
	bool shared;		/* a file that has other names, which a new one in its place would not reach */
};

/* Looks without following a link at the end of the path. Returns 0, or -ENOTSUP for
 * what is neither, -EFBIG, or another errno. */
int node_look(const char *path, struct node *ret);

/* The same for a file to be changed: -EMLINK if it has other names. */
int node_read(const char *path, struct node *ret);
int node_read_at(int folder, const char *path, struct node *ret);

/* The same file with other contents (size bytes), as of now. */
int node_edit(const struct node *node, const char *text, size_t size, struct node *ret);

/* Of the same type, mode, owner, contents and xattrs; times may differ. */
bool node_is_same(const struct node *a, const struct node *b);

/* Makes that at PATH what WANT says, if it still is what NOW says; a power cut leaves
 * the one or the other, whole and on the disk. In the folder a file
 * .NAME.tbnet-new comes and goes. Returns 0, -ESTALE if it is not NOW, -EEXIST if
 * it has come meanwhile, or another errno. */
int node_put(const char *path, const struct node *now, const struct node *want);

/* Removes what a crash of node_put() left beside PATH. Returns 0 or a negative errno. */
int node_clear(const char *path);

/* Makes the folders above PATH that are missing, 0755. */
int node_make_folders(const char *path);

void node_free(struct node *node);

#endif
