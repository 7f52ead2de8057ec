/* SPDX-License-Identifier: GPL-2.0-or-later */
/* output: a file that is whole or not there. */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"

/* How long the folder's part of a path is, with its slash; 0: the current one. */
static int folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? (int)(slash - path) + 1 : 0;
}

/* A device or a pipe in whose place a file came would be gone, and a link leads elsewhere. */
static int may_replace(const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : -errno;
	return S_ISREG(st.st_mode) ? 0 : -ENOTSUP;
}

/* Hidden, and not .prom: node_exporter passes it over. */
static int open_new(struct output *o)
{
	/* a node's metrics are some 10,000 bytes: the one write, at the end, says what failed */
	static char buffer[65536];
	int n = folder_length(o->path), fd, r;

	if (asprintf(&o->new, "%.*s.%s.XXXXXX", n, o->path, o->path + n) < 0)
		return -ENOMEM;
	fd = mkostemp(o->new, O_CLOEXEC);
	o->f = fd < 0 || fchmod(fd, 0644) < 0 ? NULL : fdopen(fd, "w");
	if (o->f && setvbuf(o->f, buffer, _IOFBF, sizeof(buffer)) == 0)
		return 0;
	r = -errno;
	if (fd >= 0) {
		unlink(o->new);
		close(fd);
	}
	free(o->new);
	return r;
}

int output_open(const char *path, struct output *ret)
{
	struct output o = { .f = stdout, .path = path };
	int r = path ? may_replace(path) : 0;

	if (r == 0 && path)
		r = open_new(&o);
	if (r == 0)
		*ret = o;
	return r;
}

/* On the disk it is one or the other, too. */
static int replace(const char *path, const char *new)
{
	_cleanup_free_ char *folder = NULL;
	_cleanup_fd_ int fd = -1;
	int r = may_replace(path);

	if (r < 0)
		return r;
	if (asprintf(&folder, "%.*s.", folder_length(path), path) < 0) {
		folder = NULL;
		return -ENOMEM;
	}
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd < 0 || rename(new, path) < 0 || fsync(fd) < 0 ? -errno : 0;
}

int output_close(struct output *o, int ok)
{
	_cleanup_free_ char *new = TAKE(o->new);
	int r = fflush(o->f) == 0 ? 0 : -errno;

	if (r == 0 && ferror(o->f))
		r = -EIO;
	if (!new)
		return r;
	if (r == 0 && ok && fsync(fileno(o->f)) < 0)
		r = -errno;
	if (fclose(o->f) != 0 && r == 0)
		r = -errno;
	if (r == 0 && ok)
		r = replace(o->path, new);
	if (r < 0 || !ok)
		unlink(new);
	return r;
}
