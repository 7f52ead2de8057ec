/* SPDX-License-Identifier: GPL-2.0-or-later */
/* put: replace what is at a path atomically (see node.h). */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/xattr.h>

#include "cleanup.h"
#include "node.h"

/* The folder that a path is in, and the name in it. */
static int open_folder(const char *path, const char **ret_name)
{
	const char *slash = strrchr(path, '/');
	char folder[PATH_MAX];
	int fd, n = slash ? (int)(slash - path) + 1 : 0;

	if (!n || !slash[1] || snprintf(folder, sizeof(folder), "%.*s", n, path) >= (int)sizeof(folder))
		return -EINVAL;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret_name = slash + 1;
	return fd;
}

static int write_text(int fd, const struct node *node)
{
	for (size_t done = 0; done < node->size;) {
		ssize_t n = write(fd, node->text + done, node->size - done);

		if (n < 0 && errno != EINTR)
			return -errno;
		done += n > 0 ? (size_t)n : 0;
	}
	return 0;
}

/* The owner first, since a new one takes the set-user-ID bit away; the mode last,
 * since an ACL changes it. */
static int prepare_file(int folder, const char *name, const struct node *want)
{
	const struct timespec times[] = { { .tv_nsec = UTIME_NOW }, want->mtime };
	_cleanup_fd_ int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	int r;

	if (fd < 0)
		return -errno;
	r = write_text(fd, want);
	if (r < 0)
		return r;
	if (fchown(fd, want->uid, want->gid) < 0)
		return -errno;
	for (size_t i = 0; i < want->n_xattrs; i++)
		if (fsetxattr(fd, want->xattrs[i].name, want->xattrs[i].value, want->xattrs[i].size, 0) < 0)
			return -errno;
	if (fchmod(fd, want->mode) < 0 || futimens(fd, times) < 0 || fsync(fd) < 0)
		return -errno;
	return 0;
}

static int prepare_link(int folder, const char *name, const struct node *want)
{
	const struct timespec times[] = { { .tv_nsec = UTIME_NOW }, want->mtime };

	if (symlinkat(want->text, folder, name) < 0 ||
	    fchownat(folder, name, want->uid, want->gid, AT_SYMLINK_NOFOLLOW) < 0 ||
	    utimensat(folder, name, times, AT_SYMLINK_NOFOLLOW) < 0)
		return -errno;
	return 0;
}

/* Right before the change: nobody else may have changed it since it was looked at. In the folder that is open: what has
 * another file may have its path now. */
static int check(int folder, const char *name, const struct node *now)
{
	_cleanup_(node_free) struct node node = { 0 };
	int r = node_read_at(folder, name, &node);

	return r < 0 ? r : node_is_same(&node, now) ? 0 : -ESTALE;
}

static int put(int folder, const char *name, const char *new, const struct node *now,
	       const struct node *want)
{
	int r;

	if (want->type == NODE_NONE)
		r = unlinkat(folder, name, 0);
	else if (now->type == NODE_NONE)
		/* and not a rename, which would replace what has come meanwhile */
		r = linkat(folder, new, folder, name, 0);
	else
		r = renameat(folder, new, folder, name);
	return r < 0 || fsync(folder) < 0 ? -errno : 0;
}

int node_clear(const char *path)
{
	const char *name = "";
	_cleanup_fd_ int folder = open_folder(path, &name);
	char new[NAME_MAX + 1];

	if (folder < 0)
		return folder == -ENOENT ? 0 : folder;
	if (snprintf(new, sizeof(new), NODE_NEW, name) >= (int)sizeof(new))
		return -ENAMETOOLONG;
	return unlinkat(folder, new, 0) < 0 && errno != ENOENT && errno != EROFS ? -errno : 0;
}

int node_put(const char *path, const struct node *now, const struct node *want)
{
	const char *name = "";
	_cleanup_fd_ int folder = open_folder(path, &name);
	char new[NAME_MAX + 1];
	int r;

	if (folder < 0)
		return folder;
	if (snprintf(new, sizeof(new), NODE_NEW, name) >= (int)sizeof(new))
		return -ENAMETOOLONG;
	r = node_clear(path);
	if (r < 0)
		return r;
	if (want->type == NODE_FILE)
		r = prepare_file(folder, new, want);
	else if (want->type == NODE_LINK)
		r = prepare_link(folder, new, want);
	if (r == 0)
		r = check(folder, name, now);
	if (r == 0)
		r = now->type == NODE_NONE && want->type == NODE_NONE ? 0 : put(folder, name, new, now, want);
	/* gone by itself after a rename; one that stays is no change made whole */
	if (unlinkat(folder, new, 0) < 0 && errno != ENOENT && r == 0)
		r = -errno;
	return r;
}

int node_make_folders(const char *path)
{
	char folder[PATH_MAX];

	if (*path != '/' || strlen(path) >= sizeof(folder))
		return -EINVAL;
	for (const char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		const char *name = "";
		_cleanup_fd_ int parent = -1;

		snprintf(folder, sizeof(folder), "%.*s", (int)(slash - path), path);
		if (access(folder, F_OK) == 0)
			continue;
		parent = open_folder(folder, &name);
		if (parent < 0)
			return parent;
		if ((mkdirat(parent, name, 0755) < 0 && errno != EEXIST) || fsync(parent) < 0)
			return -errno;
	}
	return 0;
}
