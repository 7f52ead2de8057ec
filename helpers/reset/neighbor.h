/* SPDX-License-Identifier: GPL-2.0-or-later */
/* neighbor: the kernel's neighbors on a netdev, of ARP and of IPv6. */
#ifndef TBNET_NEIGHBOR_H
#define TBNET_NEIGHBOR_H

#include <stdint.h>

struct nl_sock;

/* Makes the kernel ask each neighbor of this netdev with a known hardware address whether it is still there
 * (ARP request, neighbor solicitation), except permanent ones. Returns how many it
 * asked, or a negative errno. *PEER4, if any is of IPv4, becomes its address, as in struct in_addr. */
int neighbor_probe(struct nl_sock *sock, int ifindex, uint32_t *peer4);

/* Has it ask for one address (AF_INET or AF_INET6) that it need not know. Returns 0 or a negative errno. */
int neighbor_ask(struct nl_sock *sock, int ifindex, unsigned char family, const void *address);

#endif
