/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diff: print a change as a unified diff. */
#ifndef TBNET_DIFF_H
#define TBNET_DIFF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct diff_text {
	const char *text;
	size_t size;
};

/* Prints what makes NEW of OLD, both of the file at PATH; DEFUSE: without control characters, for a terminal. Nothing if they are the
 * same. Returns 0 or a negative errno: -EIO if diff(1) failed. */
int diff_print(FILE *f, const char *path, const struct diff_text *old, const struct diff_text *new, bool defuse);

#endif
