/* SPDX-License-Identifier: GPL-2.0-or-later */
/* online: count the usable links among the expected ones, now or before a deadline. */
#ifndef TBNET_ONLINE_H
#define TBNET_ONLINE_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>

struct nl_sock;

/* One link to wait for, and why it is not usable (NULL: it is). */
struct expected {
	char name[IFNAMSIZ];
	const char *missing;
	unsigned mtu;		/* that it should have, bytes; 0: it did not exist yet */
};

struct online {
	struct expected *links;	/* those that count */
	unsigned n;
	unsigned wanted;	/* so many of them are enough */
	bool any;		/* other Thunderbolt links count as well */
	unsigned mtu;		/* TBNET_MTU */
	unsigned usable;	/* result */
};

/* Waits until enough links are up at the MTU with carrier, by rtnetlink events,
 * or until the deadline. Returns 0, see online->usable, or a negative errno. */
int online_wait(struct nl_sock *sock, struct online *online, int64_t deadline);

#endif
