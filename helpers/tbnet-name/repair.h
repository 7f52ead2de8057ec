/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repair: netdevs get the names that the .link files say, where that is safe. */
#ifndef TBNET_REPAIR_H
#define TBNET_REPAIR_H

#include "picture.h"

struct nl_sock;

/* Prints whether the name is right, and if not why and what next.
 * Returns EXIT_DONE or EXIT_FAILED. */
int repair_check(struct nl_sock *sock, const struct picture *picture, const char *ifname,
		 bool writes);

/* Renames one netdev, or with NULL every Thunderbolt netdev, which is not right
 * and is down; says why not of any other. Returns EXIT_DONE or EXIT_FAILED. */
int repair(struct nl_sock *sock, const struct picture *picture, const char *ifname, bool writes);

#endif
