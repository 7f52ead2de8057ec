/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ask: find out whether anything comes back over links. */
#ifndef TBNET_ASK_H
#define TBNET_ASK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "echo.h"
#include "link.h"

#define ASK_LINKS	16	/* more ports than any machine has */

struct nl_sock;

struct ask {
	struct link link;	/* as it was before, with the packets that had come */
	bool learn;		/* an address of its peer is wanted */
	uint32_t peer4;		/* that its peer has answered for, as in struct in_addr; 0: none */
	uint64_t peer6;		/* the last half of its link-local one, likewise */
	bool alive;		/* something has come since, whatever it was, or the netdev is gone */
	bool echo_sent;		/* to all nodes */
	unsigned neighbors;	/* that were asked by ARP and neighbor discovery, and have answered before */
	struct echo echo;
};

#define ASK_S	10	/* for which peers are asked */

/* Asks the peers of these links at the same time, every second, and returns as soon as something has
 * come over each of them: of one that answers, within a millisecond. A firewall of either end makes no difference: the
 * kernel counts what comes before it looks at it. Returns 0, or a negative errno; then nothing is known. */
int ask_links(struct nl_sock *sock, struct ask *links, size_t count);

#endif
