/* SPDX-License-Identifier: GPL-2.0-or-later */
/* file: read a whole text file, size-limited. */
#ifndef TBNET_FILE_H
#define TBNET_FILE_H

#include <stddef.h>

#define FILE_SIZE_MAX	(1024 * 1024)	/* bytes; what people write by hand is far below */

/* Reads a regular file (bytes: RET_SIZE) with a NUL behind; /dev/null is an empty one.
 * Waits for nobody. Returns 0, -EFBIG, -EISDIR, -ENOTSUP for a pipe or a device, or
 * another negative errno. */
int file_read(const char *path, char **ret, size_t *ret_size);

/* Reads the first SIZE bytes of FD, a regular file, or fewer where it has become shorter: how
 * many is in RET_USED. The place of FD stays. Returns 0 or a negative errno. */
int file_fill(int fd, char *buf, size_t size, size_t *ret_used);

/* A file in memory with this text, which nobody else can read, and its name for a program that is run. Returns a descriptor
 * or a negative errno. */
#define FILE_MEMORY_NAME_SIZE	48
int file_memory(const char *text, size_t size);
void file_memory_name(int fd, char buf[FILE_MEMORY_NAME_SIZE]);

#endif
