/* SPDX-License-Identifier: GPL-2.0-or-later */
/* route: by which interface the kernel sends to an address. */
#ifndef TBNET_ROUTE_H
#define TBNET_ROUTE_H

#include "prefix.h"

struct nl_sock;

/* The ifindex, or a negative errno: -ENETUNREACH, -EHOSTUNREACH. */
int route_to(struct nl_sock *sock, const struct prefix *address);

#endif
