/* SPDX-License-Identifier: GPL-2.0-or-later */
/* perform: make and undo changes, all or none, and log them. */
#ifndef TBNET_PERFORM_H
#define TBNET_PERFORM_H

#include <stdbool.h>

#include "changes.h"

/* The lock that all who make changes hold; a descriptor, or a negative errno after
 * saying so. */
int perform_lock(void);

/* Saves a backup for PROGRAM and makes the changes; what was made before one failed is
 * undone. Says each change and every failure. Returns 0 or a negative errno. */
int perform_changes(struct changes *changes, const char *program);

/* Undoes the last changes of PROGRAM that are not undone; none of them if one file was
 * changed since. With DRY_RUN it only says what it would do. REST, if there is one, does
 * what else belongs to it once the files are as they were; when it returns a negative
 * errno, they are made again, for the next undo. Returns 1, 0 if there is nothing to
 * undo, or a negative errno; all after saying so. */
int perform_undo(const char *program, bool dry_run, int (*rest)(void *data), void *data);

#endif
