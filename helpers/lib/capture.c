/* SPDX-License-Identifier: GPL-2.0-or-later */
/* capture: another program's words, all of them and no more than there may be. */
#include "capture.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

#include "cleanup.h"
#include "process.h"

/* A file in memory that does not grow: this machine keeps its memory. */
static int open_output(size_t size)
{
	int fd = memfd_create("tbnet", MFD_CLOEXEC | MFD_ALLOW_SEALING), r;

	if (fd < 0)
		return -errno;
	if (ftruncate(fd, (off_t)size) == 0 && fcntl(fd, F_ADD_SEALS, F_SEAL_GROW | F_SEAL_SHRINK) == 0)
		return fd;
	r = -errno;
	close(fd);
	return r;
}

/* What was written there; our descriptor has the place where the program's stood. */
static char *read_output(int fd)
{
	off_t size = lseek(fd, 0, SEEK_CUR);
	char *text = size < 0 ? NULL : malloc((size_t)size + 1);
	ssize_t n = text ? pread(fd, text, (size_t)size, 0) : 0;

	if (text)
		text[n < 0 ? 0 : n] = '\0';
	return text;
}

int capture_run(const char *const argv[], size_t size, int stop, int64_t deadline, char **ret_out, char **ret_err)
{
	_cleanup_fd_ int out = open_output(size), err = open_output(size);
	int r = out < 0 ? out : err;

	if (r >= 0)
		r = process_write(argv, out, err, stop, deadline);
	if (ret_out)
		*ret_out = out < 0 ? NULL : read_output(out);
	if (ret_err)
		*ret_err = err < 0 ? NULL : read_output(err);
	return r;
}
