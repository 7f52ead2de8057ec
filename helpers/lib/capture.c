/* SPDX-License-Identifier: GPL-2.0-or-later */
/* capture: capture a program's output, size-limited. */
#include "capture.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>

#include "cleanup.h"
#include "file.h"
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

/* Reads the output; our descriptor has the offset of the program's. */
static int read_output(int fd, char **ret)
{
	off_t size = lseek(fd, 0, SEEK_CUR);
	_cleanup_free_ char *text = NULL;
	size_t used;
	int r;

	if (size < 0)
		return -errno;
	text = malloc((size_t)size + 1);
	if (!text)
		return -ENOMEM;
	r = file_fill(fd, text, (size_t)size, &used);
	if (r < 0)
		return r;
	if (used < (size_t)size)
		return -EIO;
	text[used] = '\0';
	*ret = TAKE(text);
	return 0;
}

int capture_run(const char *const argv[], size_t size, int stop, int64_t deadline, char **ret_out, char **ret_err)
{
	_cleanup_fd_ int out = open_output(size), err = open_output(size);
	int r = out < 0 ? out : err < 0 ? err : process_write(argv, out, err, stop, deadline);
	int out_r = 0;

	if (ret_out) {
		*ret_out = NULL;
		out_r = out < 0 ? out : read_output(out, ret_out);
	}
	if (ret_err) {
		*ret_err = NULL;
		if (err >= 0)
			(void)read_output(err, ret_err);	/* words about an error that is told in any case */
	}
	return r == 0 ? out_r : r;
}
