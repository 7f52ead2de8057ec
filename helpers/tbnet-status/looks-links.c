/* SPDX-License-Identifier: GPL-2.0-or-later */
/* looks: check links and ports. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "looks.h"
#include "tso.h"

static bool is_up(const struct host_port *p)
{
	return p->there && (p->link.flags & IFF_UP);
}

/* The driver's absence explains all that is missing: no second complaint. */
static bool is_lonely(const struct host *n, const struct host_port *p)
{
	return n->driver && p->port->cabled && !p->netdev;
}

LOOK(link_down)
{
	EACH_PORT(p)
		if (p->there && !is_up(p) && !p->unlisted)
			hit(hits, p, NULL, NULL, NULL);
}

/* A link whose peer TBNET_PEERS does not list stays down. */
LOOK(unlisted)
{
	EACH_PORT(p)
		if (p->there && !is_up(p) && p->unlisted)
			hit(hits, p, *p->port->peer ? p->port->peer : "its UUID", NULL, NULL);
}

LOOK(unlisted_up)
{
	EACH_PORT(p)
		if (is_up(p) && p->unlisted)
			hit(hits, p, *p->port->peer ? p->port->peer : "its UUID", NULL, NULL);
}

/* Also under a wrong name: another finding reports that. */
static bool is_there(const struct host *n, const char *name)
{
	EACH_PORT(p)
		if (p->netdev && (strcmp(p->netdev->name, name) == 0 ||
				  (!p->right_name && p->entry && strcmp(p->entry->name, name) == 0)))
			return true;
	return false;
}

/* Describes what is at the port of the link. */
static const struct host_port *port_of(const struct host *n, const char *name)
{
	EACH_PORT(p)
		if (p->entry && strcmp(p->entry->name, name) == 0)
			return p;
	return NULL;
}

static bool is_unfound(const struct host_port *p)
{
	return p && p->unfound && !*p->device;
}

static void missing(const struct host *n, struct hits *hits, const char *name, const char *reason)
{
	const struct host_port *p = port_of(n, name);
	char why[256], next[256];

	/* a parameter, or the host that is seen without an interface, has a finding of its own */
	if (n->xdomain_off || (p && (p->port->cabled || p->gone)))
		return;
	if (p && *p->device) {
		snprintf(why, sizeof(why), "%s is at its port, and no other host; %s", p->device, reason);
		snprintf(next, sizeof(next), "put a cable to another host into port %u of %s", p->number, p->controller->address);
	} else if (is_unfound(p)) {
		snprintf(why, sizeof(why), "a host is at its cable, but the kernel has not found out which; %s", reason);
		snprintf(next, sizeof(next), "if this stays for a minute, pull the cable, and put it back");
	} else {
		snprintf(why, sizeof(why), "no cable, or the peer is off; %s", reason);
		snprintf(next, sizeof(next), "is the peer on? is the cable in, at both ends?");
	}
	hit(hits, NULL, name, why, next);
}

/* A missing link has a stanza, or a bridge, bond or fabric has it as a port. */
static void missing_intent(const struct host *n, struct hits *hits, const char *name)
{
	const struct purpose *purpose = intent_find(&n->intent, name);
	char reason[192];

	snprintf(reason, sizeof(reason), "%.150s names it", purpose->place);
	missing(n, hits, name, reason);
}

LOOK(link_missing)
{
	unsigned usable = 0;
	char number[48];

	for (size_t i = 0; i < n->expected.n; i++)
		if (!is_there(n, n->expected.v[i]))
			missing(n, hits, n->expected.v[i], "TBNET_ONLINE in /etc/tbnet.conf names it");
	for (size_t i = 0; i < n->stanzas.n; i++)
		if (!words_have(&n->expected, n->stanzas.v[i]) && !is_there(n, n->stanzas.v[i]))
			missing_intent(n, hits, n->stanzas.v[i]);
	EACH_PORT(p)
		usable += host_usable(n, p);
	if (usable >= n->wanted)
		return;
	snprintf(number, sizeof(number), "one of %u links", n->wanted);
	missing(n, hits, number, "TBNET_ONLINE in /etc/tbnet.conf wants this many");
}

LOOK(peer_gone)
{
	char when[HOST_SEEN_SIZE];

	EACH_PORT(p)
		if (p->gone && !n->xdomain_off && n->driver && !is_unfound(p))
			hit(hits, p, p->gone->ifname, host_seen(p, when), NULL);
}

LOOK(peer_unfound)
{
	char when[HOST_SEEN_SIZE];

	EACH_PORT(p)
		if (p->gone && !n->xdomain_off && n->driver && is_unfound(p))
			hit(hits, p, p->gone->ifname, host_seen(p, when), NULL);
}

LOOK(peer_silent)
{
	EACH_PORT(p)
		if (is_lonely(n, p) && p->service == SERVICE_NONE)
			hit(hits, p, NULL, NULL, NULL);
}

LOOK(peer_unbound)
{
	EACH_PORT(p)
		if (is_lonely(n, p) && p->service == SERVICE_UNBOUND)
			hit(hits, p, NULL, NULL, NULL);
}

LOOK(peer_stale)
{
	EACH_PORT(p)
		if (is_lonely(n, p) && p->service == SERVICE_BOUND)
			hit(hits, p, NULL, NULL, NULL);
}

LOOK(elsewhere)
{
	EACH_PORT(p)
		if (is_lonely(n, p) && p->service == SERVICE_ELSEWHERE)
			hit(hits, p, NULL, NULL, NULL);
}

LOOK(no_carrier)
{
	EACH_PORT(p)
		if (is_up(p) && !p->link.carrier)
			hit(hits, p, NULL, NULL, NULL);
}

LOOK(crc_errors)
{
	char count[32];

	EACH_PORT(p) {
		if (!p->counted || !p->counters[RX_CRC_ERRORS] || n->e2e != YES)
			continue;
		snprintf(count, sizeof(count), "%" PRIu64, p->counters[RX_CRC_ERRORS]);
		hit(hits, p, count, NULL, NULL);
	}
}

/* One now and then is the cable's nature; one a minute is not. */
static bool is_growing(const struct growth *g)
{
	return g->known && g->errors && g->errors * 60 >= (uint64_t)g->seconds;
}

LOOK(errors_grow)
{
	char count[32], seconds[32];

	EACH_PORT(p) {
		if (!is_growing(&p->growth))
			continue;
		snprintf(count, sizeof(count), "%" PRIu64, p->growth.errors);
		snprintf(seconds, sizeof(seconds), "%" PRId64, p->growth.seconds);
		hit(hits, p, count, seconds, NULL);
	}
}

static bool is_wrong(const struct host_port *p, bool own)
{
	return p->there && !p->right_name && p->why.cause && p->entry && p->entry->meant.own == own;
}

/* Why a name is wrong and what to do has been found out already. */
LOOK(wrong_name)
{
	EACH_PORT(p)
		if (is_wrong(p, false))
			hit(hits, p, p->name, p->why.cause, p->why.next);
}

LOOK(shared_name)
{
	EACH_PORT(p)
		if (is_wrong(p, true))
			hit(hits, p, p->name, p->why.cause, p->why.next);
}

LOOK(mtu)
{
	EACH_PORT(p)
		if (is_up(p) && p->link.mtu != host_mtu(n, p))
			hit(hits, p, NULL, NULL, NULL);
}

LOOK(tso)
{
	EACH_PORT(p)
		if (p->tso == YES && !n->closed.settings && !tso_wanted(host_mtu(n, p), strcmp(p->upper.kind, "bridge") == 0))
			hit(hits, p, NULL, NULL, NULL);
}

/* The same host at a port before this one; NULL: none. */
static const struct host_port *first_cable(const struct host *n, const struct host_port *p)
{
	for (const struct host_port *q = n->ports; q < p; q++)
		if (p->port->cabled && *p->port->peer && strcmp(p->port->peer, q->port->peer) == 0)
			return q;
	return NULL;
}

/* An interface in another namespace is one. */
static bool is_unused(const struct host *n, const struct host_port *p)
{
	return is_lonely(n, p) && p->service != SERVICE_ELSEWHERE;
}

LOOK(second_cable_unused)
{
	EACH_PORT(p) {
		const struct host_port *q = first_cable(n, p), *other = q && !is_unused(n, p) ? p : q;
		char place[64];

		if (!q || !(is_unused(n, p) || is_unused(n, q)))
			continue;
		snprintf(place, sizeof(place), "port %u of %s", other->number, other->controller->address);
		hit(hits, other == p ? q : p, place, NULL, NULL);
	}
}

/* A bond spreads by a policy of its own. */
LOOK(one_cable_of_two)
{
	EACH_PORT(p) {
		const struct host_port *q = first_cable(n, p);

		if (!q || !is_up(p) || !is_up(q) || (p->link.master && p->link.master == q->link.master))
			continue;
		if (n->spreads == NO && p->forwards != UNSEEN)
			hit(hits, p, q->netdev->name, "net.ipv4.fib_multipath_hash_policy", NULL);
		if (n->spreads6 == NO && p->forwards6 != UNSEEN)
			hit(hits, p, q->netdev->name, "net.ipv6.fib_multipath_hash_policy", NULL);
	}
}

LOOK(dock)
{
	EACH_PORT(p)
		if (*p->device)
			hit(hits, p, p->device, NULL, NULL);
}

/* All lanes together, in Gb/s; 0: not known. */
static double total(const struct host_port *p)
{
	return *p->speed ? strtod(p->speed, NULL) * p->lanes : 0;
}

/* Slower than the cable was with the same host at the same port. */
static bool is_slower(const struct host_port *p)
{
	return p->netdev && p->before && total(p) > 0 && total(p) < peers_speed(&p->before->port);
}

LOOK(slow)
{
	EACH_PORT(p)
		if (p->netdev && !is_slower(p) && total(p) > 0 && total(p) < 20)
			hit(hits, p, p->speed, NULL, NULL);
}

LOOK(one_lane)
{
	char text[32];

	EACH_PORT(p) {
		if (!p->netdev || is_slower(p) || total(p) < 20 || total(p) >= 40)
			continue;
		snprintf(text, sizeof(text), "%u x %s", p->lanes, p->speed);
		hit(hits, p, text, NULL, NULL);
	}
}

LOOK(slower)
{
	char now[32], before[32];

	EACH_PORT(p) {
		if (!is_slower(p))
			continue;
		snprintf(now, sizeof(now), "%u x %s", p->lanes, p->speed);
		snprintf(before, sizeof(before), "%u x %s", p->before->port.lanes, p->before->port.speed);
		hit(hits, p, now, before, NULL);
	}
}
