/* SPDX-License-Identifier: GPL-2.0-or-later */
/* output: write a file that is whole or does not exist. */
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

static int fill(int folder, const char *new, const char *text, size_t size, mode_t mode)
{
	_cleanup_fd_ int fd = openat(folder, new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

	if (fd < 0)
		return -errno;
	for (size_t done = 0; done < size;) {
		ssize_t n = write(fd, text + done, size - done);

		if (n < 0 && errno != EINTR)
			return -errno;
		done += n > 0 ? (size_t)n : 0;
	}
	return fchmod(fd, mode) < 0 || fsync(fd) < 0 ? -errno : 0;
}

/* Hidden, and not .prom, so node_exporter passes it over; always by the same name, so that what is left of a run that was ended goes
 * with the next one. */
int output_write(const char *path, const char *text, size_t size, mode_t mode)
{
	_cleanup_fd_ int folder = open_folder(path);
	_cleanup_free_ char *new = NULL;
	int r = folder < 0 ? folder : may_replace(path);

	if (r < 0)
		return r;
	if (asprintf(&new, NODE_NEW, name_of(path)) < 0) {
		new = NULL;
		return -ENOMEM;
	}
	if (unlinkat(folder, new, 0) < 0 && errno != ENOENT)
		return -errno;
	r = fill(folder, new, text, size, mode);
	/* on the disk it is one or the other, too */
	if (r == 0 && (renameat(folder, new, folder, name_of(path)) < 0 || fsync(folder) < 0))
		r = -errno;
	if (r < 0)
		unlinkat(folder, new, 0);
	return r;
}
