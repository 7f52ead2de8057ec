/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sysfs: attributes and links, read directly. */
#include "sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "cleanup.h"
#include "text.h"

/* snprintf() would cost udev a thousand instructions for each attribute. */
static int join(char path[PATH_MAX], const char *dir, const char *name)
{
	size_t n = strlen(dir), m = strlen(name);

	if (n + m + 2 > PATH_MAX)
		return -ENAMETOOLONG;
	memcpy(path, dir, n);
	path[n] = '/';
	memcpy(path + n + 1, name, m + 1);
	return 0;
}

bool sysfs_is_trouble(int error)
{
	return error == -EIO || error == -EMFILE || error == -ENFILE || error == -ENOMEM || error == -EINTR;
}

int sysfs_read(const char *dir, const char *name, char *buf, size_t size)
{
	_cleanup_fd_ int fd = -1;
	char path[PATH_MAX];
	size_t used = 0;
	ssize_t n;

	if (join(path, dir, name) < 0)
		return -ENAMETOOLONG;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return -errno;
	/* an attribute has one line: behind its end there is nothing to be asked for */
	while (used < size && (!used || buf[used - 1] != '\n') && (n = read(fd, buf + used, size - used)) != 0) {
		if (n < 0 && errno != EINTR)
			return -errno;
		used += n < 0 ? 0 : (size_t)n;
	}
	if (used == size)
		return -EMSGSIZE;
	if (used && buf[used - 1] == '\n')
		used--;
	buf[used] = '\0';
	return strlen(buf) != used || strchr(buf, '\n') ? -EINVAL : 0;
}

int sysfs_read_uint(const char *dir, const char *name, unsigned min, unsigned max,
		    unsigned *ret)
{
	char buf[16];
	int r = sysfs_read(dir, name, buf, sizeof(buf));

	return r < 0 ? r : text_to_uint(buf, min, max, ret);
}

int sysfs_write(const char *dir, const char *name, const char *text)
{
	_cleanup_fd_ int fd = -1;
	char path[PATH_MAX];
	ssize_t n;

	if (join(path, dir, name) < 0)
		return -ENAMETOOLONG;
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
	if (fd < 0)
		return -errno;
	n = write(fd, text, strlen(text));
	if (n < 0)
		return -errno;
	return (size_t)n == strlen(text) ? 0 : -EIO;
}

int sysfs_link(const char *dir, const char *name, char *buf, size_t size)
{
	char path[PATH_MAX], target[PATH_MAX];
	const char *last;
	ssize_t n;

	if (join(path, dir, name) < 0)
		return -ENAMETOOLONG;
	n = readlink(path, target, sizeof(target) - 1);
	if (n < 0)
		return -errno;
	target[n] = '\0';
	last = strrchr(target, '/');
	last = last ? last + 1 : target;
	if (strlen(last) >= size)
		return -EMSGSIZE;
	memcpy(buf, last, strlen(last) + 1);
	return 0;
}
