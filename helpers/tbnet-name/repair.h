/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repair: netdevs get the names that the .link files say, where that is safe. */
#ifndef TBNET_REPAIR_H
#define TBNET_REPAIR_H

#include "picture.h"

struct nl_sock;

/* Renames one netdev, or with NULL every Thunderbolt netdev, which is not right
 * and is down; says why not of any other. Returns EXIT_DONE or EXIT_FAILED. */
int repair(struct nl_sock *sock, const struct picture *picture, const char *ifname, bool writes);

#endif
