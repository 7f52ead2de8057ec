/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ask: whether anything comes back over links on which nothing came by itself. */
#ifndef TBNET_ASK_H
#define TBNET_ASK_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "echo.h"

#define ASK_LINKS	16	/* more ports than any machine has */

struct nl_sock;

struct ask {
	int ifindex;
	char name[IFNAMSIZ];
	uint64_t rx;		/* link.rx before */
	bool alive;		/* something came since, whatever it was, or the netdev is gone */
	bool answered;		/* an answer to our own echo did */
	unsigned ways;		/* in which it was asked: ICMPv6 echo to all nodes; ARP and neighbor discovery */
	struct echo echo;
};

/* Asks the peers of these links at the same time, several times over 5 s, and returns early once something has
 * come over each of them. A firewall of either end makes no difference: the kernel counts what
 * comes before it looks at it. Returns 0 or a negative errno; then nothing is known. */
int ask_links(struct nl_sock *sock, struct ask *links, size_t n);

#endif
