/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bounce: one down/up for a login that is stuck, capped over time. */
#include "bounce.h"

#include <errno.h>
#include <stdio.h>

#include "address.h"
#include "clock.h"
#include "log.h"
#include "state.h"
#include "stop.h"

/* One note per port, not per name: a replug gives a new netdev, not a new login
 * problem. It is the second of CLOCK_MONOTONIC of the last bounce. */
static void state_name(const struct port *port, char *buf, size_t size)
{
	snprintf(buf, size, "bounce-%s-%u", port->controller, port->number);
}

static void say_result(struct log_event *e, int r, const struct link_ups *ups, bool addresses)
{
	e->error = ups->refused;
	e->attempt = ups->n;
	e->attempts = LINK_UPS;
	if (r == -EADDRNOTAVAIL)
		log_event(LOG_ERR, e, "up again, without one of its IPv6 addresses; next: systemctl restart tbnet-link@%s", e->ifname);
	else if (r < 0 && addresses)
		log_event(LOG_ERR, e, "not up again yet, and without its IPv6 addresses; next: systemctl restart tbnet-link@%s", e->ifname);
	else if (ups->refused)
		log_event(LOG_WARNING, e, r < 0 ? "not up again yet" : "up again, and was refused before");
}

int bounce(struct nl_sock *sock, struct link *link, const struct port *port, unsigned mtu,
	   unsigned interval)
{
	struct log_event e = { .ifname = link->name, .action = "bounce", .mtu = mtu,
			       .port = port->number };
	struct address_kept kept;
	struct link_ups ups;
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
	e.error = address_keep(sock, link->ifindex, &kept);
	if (e.error) {
		log_event(LOG_WARNING, &e, "login stuck, no down/up because it would lose its IPv6 addresses, which cannot be read");
		return 0;
	}
	/* what is noted is done: else the next one would wait for TBNET_BOUNCE_INTERVAL */
	_cleanup_hold_ sigset_t held = stop_hold();

	e.error = state_write(name, (unsigned)(clock_now() / 1000));	/* without a note there is no cap */
	if (e.error) {
		log_event(LOG_WARNING, &e, "login stuck, no down/up because it cannot be noted in " STATE_DIR);
		return 0;
	}
	e.id = LOG_ID_BOUNCE;
	log_event(LOG_WARNING, &e, "login stuck: peer present, up, no carrier; one down/up");
	r = link_down_up(sock, link->ifindex, mtu, &kept, &ups);
	if (r == -ENODEV)
		return r;
	say_result(&e, r, &ups, kept.n > 0);
	return 1;
}
