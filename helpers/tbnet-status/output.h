/* SPDX-License-Identifier: GPL-2.0-or-later */
/* output: write a file that is whole or does not exist. */
#ifndef TBNET_OUTPUT_H
#define TBNET_OUTPUT_H

#include <stddef.h>
#include <sys/types.h>

/* Puts a file with this text in PATH's place, with these permissions, on the disk, or changes nothing there. Waits for another run that
 * writes to the same folder, 10 s at most. Returns 0, -ENOTSUP if something is at PATH that is no regular file (also a
 * link), -ETIMEDOUT, or another negative errno. */
int output_write(const char *path, const char *text, size_t size, mode_t mode);

#endif
