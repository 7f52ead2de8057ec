/* SPDX-License-Identifier: GPL-2.0-or-later */
/* state: numbers and lines that outlive a program but not a boot, in /run/tbnet. */
#ifndef TBNET_STATE_H
#define TBNET_STATE_H

#include <stdbool.h>

#define STATE_DIR	"/run/tbnet"

/* Reads the number noted under NAME; a negative errno if there is none. */
int state_read(const char *name, unsigned *ret);

/* Notes a number: written beside and renamed, so that it is whole or not there.
 * Makes STATE_DIR where it is missing. Returns 0 or a negative errno. */
int state_write(const char *name, unsigned value);

/* True if this number is noted there. */
bool state_is(const char *name, unsigned value);

/* The same as noting a number, for one line of text; sysfs_read() reads it. */
int state_write_text(const char *name, const char *text);

/* Forgets it; a missing note is no error. */
int state_remove(const char *name);

#endif
