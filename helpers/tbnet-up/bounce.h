/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bounce: one down/up for a login that is stuck, capped over time. */
#ifndef TBNET_BOUNCE_H
#define TBNET_BOUNCE_H

#include "link.h"
#include "port.h"

/* Takes the link down and up again (at this MTU), unless it has carrier now, was
 * set down, or the port had its last bounce less than interval s ago, as noted
 * in /run/tbnet. Returns 1 after a bounce (whether the link is up again is to be
 * looked at), 0 if there was none (said why), or a negative errno. */
int bounce(struct nl_sock *sock, struct link *link, const struct port *port, unsigned mtu,
	   unsigned interval);

#endif
