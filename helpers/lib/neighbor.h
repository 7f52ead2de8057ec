/* SPDX-License-Identifier: GPL-2.0-or-later */
/* neighbor: the kernel's neighbors on a netdev, of ARP and of IPv6. */
#ifndef TBNET_NEIGHBOR_H
#define TBNET_NEIGHBOR_H

#include <stdbool.h>

struct nl_sock;

/* Has the kernel ask each neighbor of this netdev that it knows the hardware address of whether it is still there
 * (ARP request, neighbor solicitation), but for those that somebody made permanent. Returns how many it
 * asked, or a negative errno. */
int neighbor_probe(struct nl_sock *sock, int ifindex);

#endif
