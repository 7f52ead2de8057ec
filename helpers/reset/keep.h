/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keep: save and restore what a down removes from a netdev: addresses, neighbors and routes. */
#ifndef TBNET_KEEP_H
#define TBNET_KEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "cleanup.h"

struct nl_sock;
struct nlmsghdr;

/* As the kernel described it, of this netdev and of the VLANs on it, which go down with it. The kernel makes again what it made
 * by itself: link-local addresses, and routes of protocol kernel. A bridge, bond or VRF keeps its members, and
 * multipath routes that have another way keep that (fib_sync_up(), rt6_sync_up()). */
struct keep {
	struct keep_one {
		struct nlmsghdr *message;
		bool back;
	} *all;
	size_t n, bytes;
};

/* Reads it. Returns 0; -EOPNOTSUPP: there is something that cannot be given back, which *ret_why names;
 * -ENOBUFS: there is more than 256 KiB of it; or another negative errno. */
int keep_read(struct nl_sock *sock, int ifindex, struct keep *ret, const char **ret_why);

/* Restores what is missing, once. Returns 0 if the kernel has taken all of it, or its errno; may be called again. */
int keep_restore(struct nl_sock *sock, struct keep *k);

/* Reads back. Returns how much of it is missing, the first of which is described in BUF, or a negative errno. */
int keep_missing(struct nl_sock *sock, int ifindex, struct keep *k, char *buf, size_t size);

void keep_free(struct keep *k);
#define _cleanup_keep_	_cleanup_(keep_free)

#endif
