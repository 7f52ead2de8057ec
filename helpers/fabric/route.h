/* SPDX-License-Identifier: GPL-2.0-or-later */
/* route: find the interfaces through which the kernel sends to an address. */
#ifndef TBNET_ROUTE_H
#define TBNET_ROUTE_H

#include <stddef.h>

#include "prefix.h"

struct nl_sock;

#define ROUTE_PATHS	16	/* more of one route are not looked at */

struct route_paths {
	int ifindex[ROUTE_PATHS];
	size_t n;
	unsigned char protocol;	/* who made the route, as linux/rtnetlink.h has it; 0: not known */
};

/* All paths of the route. Returns 0 or a negative errno: -ENETUNREACH, -EHOSTUNREACH. */
int route_to(struct nl_sock *sock, const struct prefix *address, struct route_paths *ret);

#endif
