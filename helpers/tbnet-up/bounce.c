/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bounce: one down/up for a login that is stuck, capped over time. */
#include "bounce.h"

#include <errno.h>
#include <stdio.h>

#include "clock.h"
#include "log.h"
#include "state.h"

/* One note per port, not per name: a replug gives a new netdev, not a new login
 * problem. It is the second of CLOCK_MONOTONIC of the last bounce. */
static void state_name(const struct port *port, char *buf, size_t size)
{
	snprintf(buf, size, "bounce-%s-%u", port->controller, port->number);
}

int bounce(struct nl_sock *sock, struct link *link, const struct port *port, unsigned mtu,
	   unsigned interval)
{
	struct log_event e = { .ifname = link->name, .action = "bounce", .mtu = mtu,
			       .port = port->number };
	char name[64];
	unsigned left;
	int r;

	state_name(port, name, sizeof(name));
	left = state_left(name, interval);
	if (left) {
		log_event(LOG_INFO, &e, "login stuck, but the last down/up was too short ago; the next one in %u s at the earliest", left);
		return 0;
	}
	r = link_get(sock, link->ifindex, NULL, link);
	if (r < 0 || link->carrier || !(link->flags & IFF_UP))
		return r;
	e.error = state_write(name, (unsigned)(clock_now() / 1000));	/* without a note there is no cap */
	if (e.error) {
		log_event(LOG_WARNING, &e, "login stuck, no down/up because it cannot be noted in " STATE_DIR);
		return 0;
	}
	e.id = LOG_ID_BOUNCE;
	log_event(LOG_WARNING, &e, "login stuck: peer present, up, no carrier; one down/up");
	return link_down_up(sock, link->ifindex, mtu) == -ENODEV ? -ENODEV : 1;
}
