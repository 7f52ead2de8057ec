/* SPDX-License-Identifier: GPL-2.0-or-later */
/* file: read a whole text file, size-limited. */
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "cleanup.h"

static int size_of(int fd, size_t *ret)
{
	struct stat st;

	if (fstat(fd, &st) < 0)
		return -errno;
	if (S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3)) {
		*ret = 0;	/* /dev/null, a usual way to say "nothing" */
		return 0;
	}
	if (!S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? -EISDIR : -ENOTSUP;
	if (st.st_size > FILE_SIZE_MAX)
		return -EFBIG;
	*ret = (size_t)st.st_size;
	return 0;
}

int file_fill(int fd, char *buf, size_t size, size_t *ret_used)
{
	size_t used = 0;
	ssize_t n = 1;

	while (n && used < size) {
		n = pread(fd, buf + used, size - used, (off_t)used);
		if (n < 0 && errno != EINTR)
			return -errno;
		used += n > 0 ? (size_t)n : 0;
	}
	*ret_used = used;
	return 0;
}

int file_read(const char *path, char **ret, size_t *ret_size)
{
	/* a pipe must not hold us up */
	_cleanup_fd_ int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	_cleanup_free_ char *text = NULL;
	size_t size = 0, used = 0;
	int r = fd < 0 ? -errno : size_of(fd, &size);

	if (r < 0)
		return r;
	text = malloc(size + 1);
	if (!text)
		return -ENOMEM;
	r = file_fill(fd, text, size, &used);
	if (r < 0)
		return r;
	text[used] = '\0';
	*ret = TAKE(text);
	*ret_size = used;
	return 0;
}

int file_memory(const char *text, size_t size)
{
	int fd = memfd_create("tbnet", MFD_CLOEXEC), r;

	if (fd < 0)
		return -errno;
	errno = EIO;	/* a short write sets none */
	if (write(fd, text, size) == (ssize_t)size)
		return fd;
	r = -errno;
	close(fd);
	return r;
}

void file_memory_name(int fd, char buf[FILE_MEMORY_NAME_SIZE])
{
	snprintf(buf, FILE_MEMORY_NAME_SIZE, "/proc/%d/fd/%d", getpid(), fd);
}
