/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lock: let one program at a time change files. */
#ifndef TBNET_LOCK_H
#define TBNET_LOCK_H

#include <stdbool.h>

/* Takes the lock on the file at PATH (made, if CREATE), waiting 10 s at most. Returns a
 * descriptor that holds it, -ETIMEDOUT, -ENOENT, or another errno. */
int lock_take(const char *path, bool create);

/* The same without waiting, on a file that is made: -ETIMEDOUT if somebody else has it. */
int lock_try(const char *path);

/* The same with a file or folder that is open. Returns 0, -ETIMEDOUT, or another errno. */
int lock_wait(int fd);

#endif
