/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check: compare one link of the mesh with its settings. */
#ifndef TBNET_CHECK_H
#define TBNET_CHECK_H

#include "silent.h"

/* Looks at a netdev that udev has finished: sets its MTU right if it is up with another one; says once, and changes
 * nothing, if it is down; resets it if it has been without carrier for ten minutes though its peer is there; has silent_run() look at
 * it if it has carrier; and has systemd start its unit if that has not run for it. Returns 0, also when the netdev
 * went away, or a negative errno after logging it. */
int check_link(struct nl_sock *sock, const char *ifname, struct silent *silent);

/* Says once that udev gave up on this netdev, and what to do, if it was so at the last look already. */
void check_unfinished(const char *ifname, int ifindex);

#endif
