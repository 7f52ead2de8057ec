/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reset: set a link down and up when its login is stuck or it is half-open, and restore
 * what the down removes, or skip the reset. Bounded in time and in number. */
#ifndef TBNET_RESET_H
#define TBNET_RESET_H

#include "link.h"
#include "notes.h"

struct nl_sock;

#define RESETS_MAX	3	/* in a row, without anything coming over the link in between: more would not help either */

/* Resets the link (to be up at this MTU), for this reason (the beginning of a log line), if TBNET_RESET is not no, its carrier is still what it is in *link, its peer is
 * in sysfs, the last reset was TBNET_RESET_INTERVAL ago, there were fewer than RESETS_MAX, what it has can be given back, and the reset can
 * be noted. Returns 1 after a reset; 0 if there was none, logged why (the last one's reason once); -ENODEV; or
 * after logging it a negative errno: after a reset that did not give everything back. */
int reset_link(struct nl_sock *sock, struct link *link, unsigned mtu, struct notes *notes, const char *reason);

#endif
