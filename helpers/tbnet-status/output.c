/* SPDX-License-Identifier: GPL-2.0-or-later */
/* output: a file that is whole or not there. */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "lock.h"
#include "node.h"

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* A device or a pipe in whose place a file came would be gone, and a link leads elsewhere. */
static int may_replace(const char *path)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return errno == ENOENT ? 0 : -errno;
	return S_ISREG(st.st_mode) ? 0 : -ENOTSUP;
}

/* Locked: of two runs at once neither takes away what the other is writing. The lock ends with its program. */
static int open_folder(const char *path)
{
	_cleanup_free_ char *folder = NULL;
	int fd, r;

	if (asprintf(&folder, "%.*s.", (int)(name_of(path) - path), path) < 0) {
		folder = NULL;
		return -ENOMEM;
	}
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	r = lock_wait(fd);
	if (r == 0)
		return fd;
	close(fd);
	return r;
}

/* Always by the same name, so that what is left of a run that was ended goes with the next one. */
static FILE *create(int folder, const char *new, mode_t mode)
{
	/* a node's metrics are some 10,000 bytes: the one write, at the end, says what failed */
	static char buffer[65536];
	int fd = -1, error;
	FILE *f;

	if (unlinkat(folder, new, 0) == 0 || errno == ENOENT)
		fd = openat(folder, new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0)
		return NULL;
	f = fchmod(fd, mode) < 0 ? NULL : fdopen(fd, "w");
	if (f && setvbuf(f, buffer, _IOFBF, sizeof(buffer)) == 0)
		return f;
	error = errno;
	unlinkat(folder, new, 0);
	close(fd);
	errno = error;
	return NULL;
}

/* Hidden, and not .prom: node_exporter passes it over. */
static int open_new(struct output *o, mode_t mode)
{
	_cleanup_free_ char *new = NULL;
	int folder = open_folder(o->path), r;

	if (folder < 0)
		return folder;
	if (asprintf(&new, NODE_NEW, name_of(o->path)) < 0) {
		new = NULL;
		errno = ENOMEM;
	}
	o->f = new ? create(folder, new, mode) : NULL;
	if (!o->f) {
		r = -errno;
		close(folder);
		return r;
	}
	o->folder = folder;
	o->new = TAKE(new);
	return 0;
}

int output_open(const char *path, mode_t mode, struct output *ret)
{
	struct output o = { .f = stdout, .path = path };
	int r = path ? may_replace(path) : 0;

	if (r == 0 && path)
		r = open_new(&o, mode);
	if (r == 0)
		*ret = o;
	return r;
}

/* On the disk it is one or the other, too. */
static int replace(int folder, const char *path, const char *new)
{
	int r = may_replace(path);

	if (r < 0)
		return r;
	return renameat(folder, new, folder, name_of(path)) < 0 || fsync(folder) < 0 ? -errno : 0;
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
		r = replace(o->folder, o->path, new);
	if (r < 0 || !ok)
		unlinkat(o->folder, new, 0);
	close(o->folder);
	return r;
}
