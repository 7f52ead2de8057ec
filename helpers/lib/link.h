/* SPDX-License-Identifier: GPL-2.0-or-later */
/* link: netdevs by rtnetlink. Everything returns 0 or a negative errno as the
 * kernel gave it; -ETIMEDOUT when no answer came (see rtnl.h). */
#ifndef TBNET_LINK_H
#define TBNET_LINK_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

struct nl_sock;

struct link {
	int ifindex;
	char name[IFNAMSIZ];
	unsigned flags;		/* IFF_* */
	unsigned mtu;		/* bytes */
	bool carrier;		/* IFLA_CARRIER */
	uint64_t rx;		/* packets that came, bad ones included */
	int master;		/* ifindex of the bridge, bond or VRF that it is in, 0: none */
	char kind[16];		/* IFLA_INFO_KIND: "bridge", "bond", "vlan", "vrf", "dummy", …; "" for hardware */
	int lower;		/* ifindex of the netdev that it is a VLAN on, or the like; 0: none */
};

/* Looks one netdev up by ifindex, or by name where ifindex is 0. -ENODEV. */
int link_get(struct nl_sock *sock, int ifindex, const char *name, struct link *ret);

/* Calls f for every netdev; goes on to the end of the dump, then returns the
 * first negative return of f, or 0. */
typedef int (*link_func)(const struct link *link, void *data);
int link_each(struct nl_sock *sock, link_func f, void *data);

/* One RTM_NEWLINK with IFF_UP and the MTU (left as it is if 0), and its ACK. The
 * kernel applies the MTU first: a failed up leaves the new MTU, a bad MTU leaves
 * the link down. Success is for the caller to read back. */
int link_set_up(struct nl_sock *sock, int ifindex, unsigned mtu);

/* Brings *link, as link_get() has just read it, up at this MTU: changes what
 * differs and reads it back into *link. Returns 1 if it was changed, 0 if it was
 * right already, -EAGAIN if something else changed it at the same time, or the
 * kernel's errno. */
int link_ensure(struct nl_sock *sock, struct link *link, unsigned mtu);

/* True if the link is up at this MTU, whatever its carrier. */
bool link_is_right(const struct link *link, unsigned mtu);

int link_set_down(struct nl_sock *sock, int ifindex);

/* Puts it into a bridge, a bond or a VRF. A bond takes only what is down. */
int link_set_master(struct nl_sock *sock, int ifindex, int master);

int link_set_name(struct nl_sock *sock, int ifindex, const char *name);

#endif
