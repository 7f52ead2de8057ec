/* SPDX-License-Identifier: GPL-2.0-or-later */
/* address: the IP addresses of a netdev. */
#ifndef TBNET_ADDRESS_H
#define TBNET_ADDRESS_H

#include <linux/if_addr.h>
#include <stddef.h>

struct nl_sock;

/* Calls f with the text "10.0.0.1/30" of every address of the netdev; goes on to
 * the end of the dump, then returns the first negative return of f, or 0. */
typedef int (*address_func)(const char *address, void *data);
int address_each(struct nl_sock *sock, int ifindex, address_func f, void *data);

/* IPv6 addresses that somebody gave a netdev. A down takes them away (addrconf_ifdown(),
 * unless keep_addr_on_down is set), and only them. */
struct address_kept {
	struct address_kept_one {
		struct ifaddrmsg info;
		unsigned flags;		/* IFA_F_* */
		unsigned preferred;	/* s, UINT32_MAX: for ever; 0: deprecated */
		unsigned metric;	/* of the prefix's route, or 0 for the kernel's */
		unsigned char local[16], address[16];	/* the same, or that of a peer */
	} all[256];			/* more than any stanza has */
	size_t n;
};

/* Reads them, -ENOBUFS if there are more; and gives those back that are gone. Both return 0 or a negative errno. */
int address_keep(struct nl_sock *sock, int ifindex, struct address_kept *ret);
int address_give_back(struct nl_sock *sock, const struct address_kept *kept);

#endif
