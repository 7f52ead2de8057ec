/* SPDX-License-Identifier: GPL-2.0-or-later */
/* node: read a file, link or folder at a path, with its metadata. */
#include "node.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/xattr.h>

#include "cleanup.h"
#include "file.h"

static int read_text(int fd, struct node *node)
{
	size_t used;
	int r;

	node->text = malloc(node->size + 1);
	if (!node->text)
		return -ENOMEM;
	r = file_fill(fd, node->text, node->size, &used);
	if (r < 0)
		return r;
	if (used < node->size)
		return -ESTALE;		/* became shorter under our eyes */
	node->text[used] = '\0';
	return 0;
}

static int add_xattr(int fd, const char *name, struct node *node)
{
	ssize_t size = fgetxattr(fd, name, NULL, 0);
	struct node_xattr *x;

	if (size < 0)
		return errno == ENODATA ? 0 : -errno;
	x = reallocarray(node->xattrs, node->n_xattrs + 1, sizeof(*x));
	if (!x)
		return -ENOMEM;
	node->xattrs = x;
	x += node->n_xattrs;
	*x = (struct node_xattr){ .name = strdup(name), .value = malloc((size_t)size + 1), .size = (size_t)size };
	node->n_xattrs++;
	if (!x->name || !x->value)
		return -ENOMEM;
	return fgetxattr(fd, name, x->value, x->size) == size ? 0 : -ESTALE;
}

static int read_xattrs(int fd, struct node *node)
{
	_cleanup_free_ char *names = NULL;
	ssize_t size = flistxattr(fd, NULL, 0);
	int r = 0;

	if (size < 0)
		return errno == ENOTSUP ? 0 : -errno;
	names = malloc((size_t)size + 1);
	if (!names)
		return -ENOMEM;
	size = flistxattr(fd, names, (size_t)size);
	if (size < 0)
		return -errno;
	for (const char *p = names; p < names + size && r == 0; p += strlen(p) + 1)
		r = add_xattr(fd, p, node);
	return r;
}

static int read_link(int folder, const char *path, struct node *node)
{
	char target[PATH_MAX];
	ssize_t n = readlinkat(folder, path, target, sizeof(target));

	if (n < 0 || (size_t)n == sizeof(target))
		return n < 0 ? -errno : -ENAMETOOLONG;
	node->text = strndup(target, (size_t)n);
	node->size = (size_t)n;
	return node->text ? 0 : -ENOMEM;
}

/* A crash of node_put() may have left it with the name that it had before, too. */
static bool has_new_name(int folder, const char *path, const struct stat *st)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char new[PATH_MAX];
	struct stat other;

	return st->st_nlink == 2 &&
	       snprintf(new, sizeof(new), "%.*s" NODE_NEW, (int)(name - path), path, name) < (int)sizeof(new) &&
	       fstatat(folder, new, &other, AT_SYMLINK_NOFOLLOW) == 0 && other.st_dev == st->st_dev && other.st_ino == st->st_ino;
}

static int read_file(int folder, const char *path, const struct stat *seen, struct node *node)
{
	/* it may have become a FIFO, which must not hold us up */
	_cleanup_fd_ int fd = openat(folder, path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	struct stat st;
	int r;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (st.st_dev != seen->st_dev || st.st_ino != seen->st_ino || st.st_size != seen->st_size)
		return -ESTALE;
	node->shared = st.st_nlink > 1 && !has_new_name(folder, path, &st);
	if (st.st_size > NODE_SIZE_MAX)
		return -EFBIG;
	node->size = (size_t)st.st_size;
	r = read_text(fd, node);
	return r < 0 ? r : read_xattrs(fd, node);
}

static int look_at(int folder, const char *path, struct node *ret)
{
	_cleanup_(node_free) struct node node = { 0 };
	struct stat st;
	int r;

	if (fstatat(folder, path, &st, AT_SYMLINK_NOFOLLOW) < 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			return -errno;
		*ret = node;
		return 0;
	}
	node = (struct node){ .mode = st.st_mode & ALLPERMS, .uid = st.st_uid, .gid = st.st_gid,
			      .mtime = st.st_mtim };
	if (!S_ISREG(st.st_mode) && !S_ISLNK(st.st_mode))
		return -ENOTSUP;
	node.type = S_ISREG(st.st_mode) ? NODE_FILE : NODE_LINK;
	r = node.type == NODE_FILE ? read_file(folder, path, &st, &node) : read_link(folder, path, &node);
	if (r < 0)
		return r;
	*ret = node;
	node = (struct node){ 0 };
	return 0;
}

int node_look(const char *path, struct node *ret)
{
	return look_at(AT_FDCWD, path, ret);
}

int node_read_at(int folder, const char *path, struct node *ret)
{
	struct node node;
	int r = look_at(folder, path, &node);

	if (r < 0)
		return r;
	if (node.shared) {
		node_free(&node);
		return -EMLINK;
	}
	*ret = node;
	return 0;
}

int node_read(const char *path, struct node *ret)
{
	return node_read_at(AT_FDCWD, path, ret);
}

static int copy_xattrs(const struct node *from, struct node *to)
{
	to->xattrs = calloc(from->n_xattrs + 1, sizeof(*to->xattrs));
	if (!to->xattrs)
		return -ENOMEM;
	for (; to->n_xattrs < from->n_xattrs; to->n_xattrs++) {
		const struct node_xattr *x = &from->xattrs[to->n_xattrs];
		struct node_xattr *copy = &to->xattrs[to->n_xattrs];

		*copy = (struct node_xattr){ .name = strdup(x->name), .value = malloc(x->size + 1), .size = x->size };
		if (!copy->name || !copy->value) {
			to->n_xattrs++;
			return -ENOMEM;
		}
		memcpy(copy->value, x->value, x->size);
	}
	return 0;
}

int node_edit(const struct node *node, const char *text, size_t size, struct node *ret)
{
	struct node new = { .type = node->type, .mode = node->mode, .uid = node->uid, .gid = node->gid,
			    .mtime.tv_nsec = UTIME_NOW, .text = malloc(size + 1), .size = size };

	if (!new.text || copy_xattrs(node, &new) < 0) {
		node_free(&new);
		return -ENOMEM;
	}
	memcpy(new.text, text, size);
	new.text[size] = '\0';
	*ret = new;
	return 0;
}

static bool has_xattr(const struct node *node, const struct node_xattr *x)
{
	for (size_t i = 0; i < node->n_xattrs; i++)
		if (strcmp(node->xattrs[i].name, x->name) == 0)
			return node->xattrs[i].size == x->size &&
			       memcmp(node->xattrs[i].value, x->value, x->size) == 0;
	return false;
}

bool node_is_same(const struct node *a, const struct node *b)
{
	if (a->type != b->type)
		return false;
	if (a->type == NODE_NONE)
		return true;
	if (a->uid != b->uid || a->gid != b->gid || a->size != b->size ||
	    memcmp(a->text, b->text, a->size) != 0)
		return false;
	if (a->type == NODE_LINK)
		return true;
	for (size_t i = 0; i < a->n_xattrs; i++)
		if (!has_xattr(b, &a->xattrs[i]))
			return false;
	return a->mode == b->mode && a->n_xattrs == b->n_xattrs;
}

void node_free(struct node *node)
{
	for (size_t i = 0; i < node->n_xattrs; i++) {
		free(node->xattrs[i].name);
		free(node->xattrs[i].value);
	}
	free(node->xattrs);
	free(node->text);
	*node = (struct node){ 0 };
}
