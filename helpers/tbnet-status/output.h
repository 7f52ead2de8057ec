/* SPDX-License-Identifier: GPL-2.0-or-later */
/* output: a file that is whole or not there. */
#ifndef TBNET_OUTPUT_H
#define TBNET_OUTPUT_H

#include <stdio.h>
#include <sys/types.h>

struct output {
	FILE *f;
	const char *path;	/* NULL: stdout */
	char *new;		/* its name until then, in that folder */
	int folder;		/* locked until then */
};

/* Opens a file beside PATH, which is to get these permissions, or stdout for NULL. Waits for another run that writes to the same
 * folder, 10 s at most. Returns 0, -ENOTSUP if something is at PATH that is no regular file
 * (also a link), -ETIMEDOUT, or another negative errno. */
int output_open(const char *path, mode_t mode, struct output *ret);

/* Puts it in PATH's place, on the disk, if OK and all was written; else nothing changes
 * there. Returns as output_open() does. */
int output_close(struct output *o, int ok);

#endif
