/* SPDX-License-Identifier: GPL-2.0-or-later */
/* looks: find what the node should have but lacks, and what it has but nothing uses. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "looks.h"
#include "prefix.h"
#include "text.h"

#define EACH_PORT(p) for (const struct host_port *p = n->ports; p < n->ports + n->n_ports; p++)

#define PLACES	3	/* of one name; the others are counted */

static bool is_first(const struct intent *intent, size_t i)
{
	return intent_find(intent, intent->v[i].ifname) == &intent->v[i];
}

/* "FILE:4, FILE:9 and 2 more", and whether it is one. */
static char *places_of(const struct intent *intent, const char *ifname, bool *ret_one)
{
	char *text = NULL;
	size_t size = 0, count = 0;
	FILE *f = open_memstream(&text, &size);

	for (size_t i = 0; f && i < intent->n; i++)
		if (strcmp(intent->v[i].ifname, ifname) == 0 && count++ < PLACES)
			fprintf(f, "%s%s", count > 1 ? ", " : "", intent->v[i].place);
	if (f && count > PLACES)
		fprintf(f, " and %zu more", count - PLACES);
	*ret_one = count == 1;
	return f && text_finish(f, &text) == 0 ? text : NULL;
}

/* All files that name it are the guide's, and go. */
static bool goes(const struct host *n, const char *ifname)
{
	for (size_t i = 0; i < n->intent.n; i++) {
		const struct purpose *p = &n->intent.v[i];
		bool left = false;

		for (size_t k = 0; k < n->left.n && strcmp(p->ifname, ifname) == 0; k++)
			left |= !n->left.v[k].stays && strncmp(p->place, n->left.v[k].path, strlen(n->left.v[k].path)) == 0;
		if (strcmp(p->ifname, ifname) == 0 && !left)
			return false;
	}
	return true;
}

/* Only names that are ours; that of a port whose cable is out is link_missing's, one that a .link file gives in vain outranked's. */
LOOK(no_such_link)
{
	for (size_t i = 0; i < n->intent.n; i++) {
		const char *name = n->intent.v[i].ifname;
		_cleanup_free_ char *places = NULL;
		bool one;

		if (!is_first(&n->intent, i) || machine_netdev(&n->picture.machine, name) || words_have(&n->stanzas, name) || !host_is_ours(n, name) ||
		    host_is_outranked(n, name) || goes(n, name))
			continue;
		places = places_of(&n->intent, name, &one);
		hit(hits, NULL, name, places, one ? "names" : "name");
	}
}

/* The kernel sends what is for a connected prefix by the first of its links. */
static bool share(const char *a, const char *b, char text[PREFIX_TEXT_SIZE])
{
	struct prefix p, q;

	if (prefix_parse(a, &p) < 0 || prefix_parse(b, &q) < 0 || prefix_is_single(&p) || prefix_is_single(&q) ||
	    strncmp(a, "fe80:", 5) == 0)
		return false;
	p = prefix_network(&p);
	q = prefix_network(&q);
	if (!prefix_overlaps(&p, &q))
		return false;
	prefix_text(p.length <= q.length ? &p : &q, text);
	return true;
}

static bool find_shared(const struct host_port *p, const struct host_port *q, char text[PREFIX_TEXT_SIZE])
{
	for (size_t i = 0; i < p->addresses.n; i++)
		for (size_t k = 0; k < q->addresses.n; k++)
			if (share(p->addresses.v[i], q->addresses.v[k], text))
				return true;
	return false;
}

/* Once a link, with the first before it that has it; links of two VRFs have routes of their own. */
LOOK(same_subnet)
{
	char text[PREFIX_TEXT_SIZE];

	EACH_PORT(p)
		for (const struct host_port *q = n->ports; q < p; q++)
			if (p->there && q->there && p->link.master == q->link.master && find_shared(q, p, text)) {
				hit(hits, p, q->netdev->name, text, NULL);
				break;
			}
}

/* What another link takes is same_subnet's. */
LOOK(detour)
{
	struct prefix prefix;
	char text[PREFIX_TEXT_SIZE];

	EACH_PORT(p) {
		if (!*p->detour || host_port_named(n, p->detour) || prefix_parse(p->detoured, &prefix) < 0)
			continue;
		prefix = prefix_network(&prefix);
		hit(hits, p, prefix_text(&prefix, text), p->detour, NULL);
	}
}

/* frr.conf routes over the link, no daemon of FRR is to run, and so no route is to come. */
static bool waits_for_frr(const struct host *n, const struct host_port *p)
{
	for (size_t i = 0; i < n->intent.n; i++)
		if (n->frr.state < FRR_STOPPED && strcmp(n->intent.v[i].ifname, p->netdev->name) == 0 &&
		    strncmp(n->intent.v[i].place, "/etc/frr/frr.conf", 17) == 0)
			return true;
	return false;
}

static bool has_network(const struct host_port *p)
{
	struct prefix prefix;

	for (size_t i = 0; i < p->addresses.n; i++)
		if (strncmp(p->addresses.v[i], "fe80:", 5) != 0 && prefix_parse(p->addresses.v[i], &prefix) == 0 && !prefix_is_single(&prefix))
			return true;
	return false;
}

LOOK(frr_off)
{
	EACH_PORT(p) {
		if (n->described || !host_usable(n, p) || !waits_for_frr(n, p) || has_network(p) || p->link.master)
			continue;
		if (n->frr.state == FRR_OFF)
			hit(hits, NULL, p->netdev->name, "/etc/frr/daemons has no \"yes\" for its daemon", "grep -E 'fabricd|ospfd|bgpd' /etc/frr/daemons");
		else
			hit(hits, NULL, p->netdev->name, "FRR is not installed", "apt-get install --dry-run frr");
		return;
	}
}

/* An IPv4 address alone has no network: without a route, a peer of its own or a routing daemon it reaches nobody. */
LOOK(no_network)
{
	EACH_PORT(p) {
		const char *single = NULL;
		bool other = p->routed4 || p->link.master || n->described || n->frr.state > FRR_OFF || !host_usable(n, p) || waits_for_frr(n, p);

		for (size_t i = 0; i < p->addresses.n && !other; i++) {
			struct prefix prefix;

			if (prefix_parse(p->addresses.v[i], &prefix) < 0 || prefix.family != AF_INET)
				continue;
			other = !prefix_is_single(&prefix);
			single = p->addresses.v[i];
		}
		if (single && !other)
			hit(hits, p, single, NULL, NULL);
	}
}

static bool has_fact(const struct host *n, enum fabric_part part)
{
	for (size_t i = 0; i < n->n_facts; i++)
		if (n->facts[i].part == part)
			return true;
	return false;
}

/* What fabricd's state means is frr_stopped's and frr_silent's, but for one that is not even to run. */
static bool is_not_applied(const struct host *n, const struct fact *fact)
{
	if (fact->part == FABRIC_FRR)
		return n->frr.openfabric.runs == 0 && !n->frr.stopped;
	for (size_t i = 0; i < n->n_gaps; i++)
		if (strcmp(n->gaps[i].ifname, fact->subject) == 0)	/* its stanza says so already */
			return false;
	return fact->part == FABRIC_ROUTER || fact->part == FABRIC_ROUTER_ID;
}

/* One fault, one finding: of what apply makes the first that is missing, in the order of causes. */
LOOK(not_applied)
{
	for (size_t i = 0; i < n->n_facts; i++)
		if (is_not_applied(n, &n->facts[i])) {
			bool none = n->facts[i].part == FABRIC_FRR && has_fact(n, FABRIC_ROUTER_ID);

			hit(hits, NULL, n->facts[i].subject, n->facts[i].what, none ? "tbnet-fabric plan" : n->facts[i].next);
			return;
		}
}

/* A node that is known to be off has no route. */
static bool is_explained(const struct host *n, const char *node)
{
	EACH_PORT(p)
		if (p->gone && strcmp(p->gone->port.peer_name, node) == 0)
			return true;
	return false;
}

LOOK(no_node_route)
{
	/* without any route, or neighbor, there is one fault, which has a finding */
	if (!looks_routed(n))
		return;
	for (size_t i = 0; i < n->n_facts; i++)
		if (n->facts[i].part == FABRIC_ROUTE && !is_explained(n, n->facts[i].subject))
			hit(hits, NULL, n->facts[i].subject, n->facts[i].what, n->facts[i].next);
}

/* The mesh works without it, for anybody. */
LOOK(fabric_open)
{
	for (size_t i = 0; i < n->n_facts; i++)
		if (n->facts[i].part == FABRIC_SECRET)
			hit(hits, NULL, n->facts[i].what, n->facts[i].next, NULL);
}

/* Until a cable is out. */
LOOK(fabric_firewall)
{
	for (size_t i = 0; i < n->n_facts; i++)
		if (n->facts[i].part == FABRIC_FIREWALL)
			hit(hits, NULL, n->facts[i].what, n->facts[i].next, NULL);
}

/* Until a cable dies silently. */
LOOK(fabric_unwatched)
{
	for (size_t i = 0; i < n->n_facts; i++)
		if (n->facts[i].part == FABRIC_BFD)
			hit(hits, NULL, n->facts[i].subject, n->facts[i].what, n->facts[i].next);
}

LOOK(fabric_left)
{
	const struct fabric_left *left = &n->fabric_left;

	if (*left->name)
		hit(hits, NULL, left->name, left->marked ? "tbnet-fabric undo" : "remove it from " LEFT_FRR_LOCAL, NULL);
}

LOOK(fabric_refused)
{
	if (n->fabric_refused && !n->closed.settings)
		hit(hits, NULL, n->fabric_refused, NULL, NULL);
}

LOOK(unused)
{
	EACH_PORT(p)
		if (p->there && p->right_name && (p->link.flags & IFF_UP) && host_has_intent(n) && !n->closed.stanzas && !host_is_used(n, p))
			hit(hits, p, NULL, NULL, NULL);
}

LOOK(unconfigured)
{
	bool there = false;

	EACH_PORT(p)
		there |= p->there;
	if (there && !host_has_intent(n) && !n->closed.stanzas && !n->closed.settings)
		hit(hits, NULL, NULL, NULL, NULL);
}
