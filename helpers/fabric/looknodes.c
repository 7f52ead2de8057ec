/* SPDX-License-Identifier: GPL-2.0-or-later */
/* looknodes: check the routes to the other nodes of the fabric, and whether they answer. */
#include <errno.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "lookparts.h"
#include "process.h"
#include "route.h"
#include "survey.h"

#define PING	"/usr/bin/ping"
#define PING_MS	5000
#define MTU_SMALL	1280	/* every link of IPv6 has it */
#ifndef RTPROT_ZSTATIC
#define RTPROT_ZSTATIC	196	/* zebra/rt_netlink.h: staticd's */
#endif

/* Over one interface, or, for NULL, as the kernel chooses. 1 if it does, 0 if not, or why that cannot be tried. */
static int answers(unsigned mtu, const char *id, bool ip6, const char *by)
{
	int r;
	char size[16];
	const char *argv[20] = { PING, "-n", "-q", "-c", "2", "-i", "0.2", "-W", "1", "-M", "do", "-s", size };
	size_t n = 13;

	if (by) {
		argv[n++] = "-I";
		argv[n++] = by;
	}
	argv[n++] = id;
	argv[n] = NULL;
	snprintf(size, sizeof(size), "%u", mtu - (ip6 ? 48 : 28));	/* IP and ICMP headers */
	r = process_run(argv, true, clock_now() + PING_MS);
	return r == 0 ? 1 : r > 0 || r == -ETIMEDOUT ? 0 : r;
}

struct way {
	const struct fabric_node *node;
	char id[PREFIX_TEXT_SIZE];
	bool ip6;
	char by[ROUTE_PATHS][IFNAMSIZ];
	size_t n;
	unsigned char protocol;		/* of the route */
};

/* An administrator's own route: the kernel prefers one without a metric, and FRR its own static ones. */
static bool look_at_static(const struct fabric_eye *e, const struct way *w)
{
	bool frr = w->protocol == RTPROT_ZSTATIC;
	char next[160];

	if (!frr && w->protocol != RTPROT_BOOT && w->protocol != RTPROT_STATIC)
		return false;
	if (frr)
		snprintf(next, sizeof(next), "vtysh -c 'configure terminal' -c 'no %s route %s/%d %s'", w->ip6 ? "ipv6" : "ip", w->id, w->ip6 ? 128 : 32, w->by[0]);
	else
		snprintf(next, sizeof(next), "ip route del %s dev %s", w->id, w->by[0]);
	fabric_fact(e, FABRIC_ROUTE, w->node->name, next, "a static route to %s over %s%s wins over FRR's, and stays when that cable is dead", w->id, w->by[0],
		    frr ? ", of FRR," : "");
	return true;
}

/* FRR prefers OSPF's and BGP's routes to OpenFabric's (distances 110, 20 and 115), as where a mesh had OSPF before. */
static bool look_at_protocol(const struct fabric_eye *e, const struct way *w)
{
	const char *name = w->protocol == RTPROT_OSPF ? "OSPF" : w->protocol == RTPROT_BGP ? "BGP" : NULL;
	char next[192];

	if (!name || !survey_is_ours(e->fabric, w->by[0]))
		return false;
	if (w->protocol == RTPROT_OSPF)
		snprintf(next, sizeof(next), "vtysh -c 'configure terminal' -c 'interface %s' -c 'no %s area', and take the same line out of /etc/frr/frr.conf", w->by[0], w->ip6 ? "ipv6 ospf6" : "ip ospf");
	else
		snprintf(next, sizeof(next), "vtysh -c 'show %s route %s'", w->ip6 ? "ipv6" : "ip", w->id);
	fabric_fact(e, FABRIC_ROUTE, w->node->name, next, "the route to %s over %s is %s's, which FRR prefers to OpenFabric's: a cable that dies silently is noticed as late as %s does",
		    w->id, w->by[0], name, name);
	return true;
}

/* A firewall, or an MTU: small packets tell. */
static void look_at_silence(const struct fabric_eye *e, const struct way *w, const char *by, bool small)
{
	const char *node = w->node->name;
	char next[384], rule[FABRIC_PVE_SIZE];

	if (small) {
		snprintf(next, sizeof(next), "tbnet-status, on %s and each node on the way: which link has a smaller MTU?", node);
		fabric_fact(e, FABRIC_ECHO, node, next, "%s over %s answers small packets, but none of MTU %u", w->id, by, e->echo_mtu);
	} else {
		snprintf(next, sizeof(next), "tbnet-fabric check, on %s and each node on the way; if all is right there, %s%s", node,
			 e->pve_firewall ? "in Proxmox VE's firewall: " : "look for a firewall that drops echoes: nft list ruleset; iptables-save",
			 e->pve_firewall ? fabric_pve_rule(e, rule) : "");
		fabric_fact(e, FABRIC_ECHO, node, next, "%s over %s does not answer", w->id, by);
	}
}

static void ask_node(const struct fabric_eye *e, const struct way *w, const char *by, bool round)
{
	const char *only = w->n > 1 ? by : NULL;
	int r = answers(e->echo_mtu, w->id, w->ip6, only);

	if (r < 0)
		fabric_fact(e, FABRIC_OTHER, w->node->name, "", PING " %s cannot be run: %s", w->id, strerror(-r));
	else if (r == 0)
		look_at_silence(e, w, by, answers(MTU_SMALL, w->id, w->ip6, only) > 0);
	else
		fabric_fact(e, FABRIC_ECHO, w->node->name, NULL, "%s over %s%s answers at MTU %u", w->id, by, round ? ", the long way round," : "", e->echo_mtu);
}

/* Checks that all paths go through ports of the fabric, among them the one to a neighbor. */
static bool look_at_paths(const struct fabric_eye *e, const struct way *w)
{
	struct fabric_neighbor n = { .node = w->node->name };
	bool direct = false;
	char next[96];

	for (size_t i = 0; i < w->n; i++) {
		struct fabric_neighbor there = { .node = w->node->name, .ifname = w->by[i] };

		if (!survey_is_ours(e->fabric, w->by[i])) {
			snprintf(next, sizeof(next), "tbnet-fabric check, on %s", w->node->name);
			fabric_fact(e, FABRIC_ROUTE, w->node->name, next, "no route to %s through a port, only through %s", w->id, w->by[i]);
			return false;
		}
		frr_each_neighbor(&e->frr->look, fabric_match_neighbor, &there);	/* there may be two cables to it */
		direct |= there.up;
	}
	frr_each_neighbor(&e->frr->look, fabric_match_neighbor, &n);
	if (n.up && !direct) {
		snprintf(next, sizeof(next), "vtysh -c 'show %s route %s'", w->ip6 ? "ipv6" : "ip", w->id);
		fabric_fact(e, FABRIC_ROUTE, w->node->name, next, "%s is reached through %s, although it is the neighbor on %s", w->id, w->by[0], n.port);
		return false;
	}
	for (size_t i = 0; i < w->n && e->echo_mtu; i++) {
		struct fabric_neighbor next_hop = { .ifname = w->by[i] };

		frr_each_neighbor(&e->frr->look, fabric_match_neighbor, &next_hop);
		ask_node(e, w, w->by[i], next_hop.up && !n.up);
	}
	return true;
}

/* A netdev that went meanwhile is no way. Returns 0 or a negative errno. */
static int name_paths(const struct route_paths *paths, struct way *w)
{
	for (size_t i = 0; i < paths->n; i++) {
		if (if_indextoname((unsigned)paths->ifindex[i], w->by[w->n]))
			w->n++;
		else if (errno != ENXIO)
			return -errno;
	}
	return 0;
}

static void look_at_address(const struct fabric_eye *e, const struct fabric_node *node, const struct prefix *address)
{
	struct way w = { .node = node, .ip6 = address->family == AF_INET6 };
	struct route_paths paths = { 0 };
	char next[96];
	int r;

	if (!address->family)
		return;
	prefix_address(address, w.id);
	r = route_to(e->sock, address, &paths);
	if (r == 0)
		r = name_paths(&paths, &w);
	w.protocol = paths.protocol;
	snprintf(next, sizeof(next), "tbnet-fabric check, on %s", node->name);
	if (r < 0 && r != -ENETUNREACH && r != -EHOSTUNREACH)
		fabric_fact(e, FABRIC_OTHER, node->name, "", "cannot look up the route to %s: %s", w.id, strerror(-r));
	else if (!w.n)
		fabric_fact(e, FABRIC_ROUTE, node->name, next, "no route to %s", w.id);
	else if (!look_at_static(e, &w) && !look_at_protocol(e, &w) && look_at_paths(e, &w) && !e->echo_mtu)
		fabric_fact(e, FABRIC_ROUTE, node->name, NULL, "%s over %s", w.id, w.by[0]);
}

void fabric_look_at_node(const struct fabric_eye *e, const struct fabric_node *node)
{
	look_at_address(e, node, &node->ip);
	look_at_address(e, node, &node->ip6);
}
