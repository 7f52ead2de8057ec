/* SPDX-License-Identifier: GPL-2.0-or-later */
/* write: the missing .link files, put in place. */
#ifndef TBNET_WRITE_H
#define TBNET_WRITE_H

#include "plan.h"

/* Where a copy of every written file is, so that a purge can tell what was edited. */
#define COPY_DIR	"/var/lib/tbnet/links"

/* Writes what the plan lacks and says so. An existing file is never touched.
 * Returns how many were written, or a negative errno after logging it. */
int write_missing(const struct plan *plan, unsigned mtu);

/* The one tbnet-name that may write and rename, among several that udev started
 * at one time: waits for the others, 10 s at most. Returns a descriptor that holds
 * the lock until it is closed, or a negative errno after logging it. */
int write_lock(void);

#endif
