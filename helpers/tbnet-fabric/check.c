/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check: the fabric as it runs, against what it should be. */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "clock.h"
#include "conf.h"
#include "forward.h"
#include "frr.h"
#include "link.h"
#include "native.h"
#include "options.h"
#include "process.h"
#include "route.h"
#include "survey.h"
#include "verbs.h"

#define PING	"/usr/bin/ping"
#define PING_MS	5000

struct check {
	const struct fabric *fabric;
	struct nl_sock *sock;
	struct frr_look frr;	/* text NULL: no answer was to be had */
	unsigned mtu;
	bool degraded;
};

#define found(c, ...) ((c)->degraded = true, printf(__VA_ARGS__))

static int has_address(const char *ifname, const struct prefix *address, void *data)
{
	const struct prefix *wanted = data;

	(void)ifname;
	return prefix_same_address(address, wanted) && prefix_is_single(address) ? -EEXIST : 0;
}

/* True if the interface has the router id, or there is none of this family. */
static bool has_id(struct check *c, const struct link *link, const struct prefix *id, bool port)
{
	char buf[PREFIX_TEXT_SIZE];
	int r = id->family ? survey_link(c->sock, link, has_address, (void *)id) : -EEXIST;

	if (r == 0)
		found(c, "%s: has not %s, %s; next: tbnet-fabric up%s%s\n", link->name, prefix_address(id, buf),
		      port ? "so FRR ignores the neighbour" : "this node's router id", port ? " " : "", port ? link->name : "");
	else if (r != -EEXIST)
		found(c, "%s: its addresses cannot be looked at: %s\n", link->name, strerror(-r));
	return r == -EEXIST;
}

/* The interface whose router ids the other nodes reach, and daemons bind to. */
static void check_dummy(struct check *c)
{
	const struct fabric_node *here = c->fabric->here;
	const char *dummy = c->fabric->dummy;
	struct link link;
	int r = link_get(c->sock, 0, dummy, &link);

	if (r < 0)
		found(c, "%s: %s; next: tbnet-fabric apply\n", dummy, r == -ENODEV ? "not there, so this node has no router id" : strerror(-r));
	else if (!(link.flags & IFF_UP))
		found(c, "%s: down; next: tbnet-fabric up\n", dummy);
	else if (has_id(c, &link, &here->ip, false) && has_id(c, &link, &here->ip6, false))
		printf("%s: router id is right\n", dummy);
}

/* The router id and forwarding of one family on one port. */
static bool check_family(struct check *c, const struct link *link, const struct prefix *id)
{
	int r;

	if (!has_id(c, link, id, true))
		return false;
	r = id->family ? forward_is_on(link->name, id->family) : 1;
	if (r == 0)
		found(c, "%s: does not forward IPv%d: what goes the way round through this node is lost; next: tbnet-fabric up %s\n",
		      link->name, id->family == AF_INET ? 4 : 6, link->name);
	else if (r < 0)
		found(c, "%s: whether it forwards cannot be told: %s\n", link->name, strerror(-r));
	return r > 0;
}

struct neighbour {
	const char *ifname, *node;	/* looked for; NULL: any */
	char port[IFNAMSIZ], name[64], state[16];
	bool found, up;
};

static void is_neighbour(const char *ifname, const char *name, const char *state, void *data)
{
	struct neighbour *n = data;

	if (n->up || (n->ifname && strcmp(n->ifname, ifname) != 0) || (n->node && strcmp(n->node, name) != 0))
		return;
	snprintf(n->port, sizeof(n->port), "%s", ifname);
	snprintf(n->name, sizeof(n->name), "%s", name);
	snprintf(n->state, sizeof(n->state), "%s", state);
	n->found = true;
	n->up = strcmp(state, "Up") == 0;
}

/* A port, its addresses, and FRR's neighbour on it. */
static void check_port(struct check *c, const char *ifname)
{
	const struct fabric_node *here = c->fabric->here;
	struct neighbour n = { .ifname = ifname };
	struct link link;
	int r = link_get(c->sock, 0, ifname, &link);

	if (r < 0) {
		found(c, "%s: %s; next: tbnet-name --detect\n", ifname, r == -ENODEV ? "not there: no cable, or no peer" : strerror(-r));
		return;
	}
	if (!(link.flags & IFF_UP) || !link.carrier) {
		found(c, "%s: %s; next: tbnet-up --wait %s\n", ifname, link.flags & IFF_UP ? "no carrier: the peer has not logged in" : "down", ifname);
		return;
	}
	if (!check_family(c, &link, &here->ip) || !check_family(c, &link, &here->ip6) || !c->frr.text)
		return;
	frr_each_neighbour(&c->frr, is_neighbour, &n);
	if (!n.found)
		found(c, "%s: FRR has no neighbour; next: tbnet-fabric check, on the node at the other end\n", ifname);
	else if (!n.up)
		found(c, "%s: neighbour %s is not up: %s; next: tbnet-fabric check, on %s\n", ifname, n.name, n.state, n.name);
	else
		printf("%s: neighbour %s, router id and forwarding are right\n", ifname, n.name);
}

static void check_frr(struct check *c)
{
	char router[32];
	int r = frr_runs("fabricd");

	if (r <= 0) {
		found(c, "FRR: %s%s; next: systemctl status frr\n", r < 0 ? "whether fabricd runs cannot be told: " : "fabricd does not run",
		      r < 0 ? strerror(-r) : "");
		return;
	}
	r = frr_look(&c->frr);
	if (r) {
		found(c, "FRR: vtysh gives no answer%s%s; next: vtysh -c 'show openfabric neighbor'\n", r < 0 ? ": " : "", r < 0 ? strerror(-r) : "");
		return;
	}
	snprintf(router, sizeof(router), "router openfabric %s", c->fabric->name);
	if (!frr_has_line(c->frr.config, router))
		found(c, "FRR: \"%s\" is not in the running configuration; next: tbnet-fabric apply\n", router);
	else if (!frr_has_line(c->frr.config, "lsp-gen-interval 1"))
		found(c, "FRR: lsp-gen-interval 1 is not in the running configuration, a second change in 30 s costs up to 30 s without a route; next: tbnet-fabric apply\n");
	else
		printf("FRR: %s, lsp-gen-interval 1\n", router);
}

/* 1 if it does, 0 if not, or why that cannot be tried. */
static int answers(const struct check *c, const char *id, bool ip6)
{
	int r;
	char size[16];
	const char *const argv[] = { PING, "-n", "-q", "-c", "2", "-i", "0.2", "-W", "1", "-M", "do", "-s", size, id, NULL };

	snprintf(size, sizeof(size), "%u", c->mtu - (ip6 ? 48 : 28));	/* IP and ICMP headers */
	r = process_run(argv, true, clock_now() + PING_MS);
	return r == 0 ? 1 : r > 0 || r == -ETIMEDOUT ? 0 : r;
}

/* Another node: the way to it, and whether a packet of full size gets there and back. */
static void check_node(struct check *c, const struct fabric_node *node, const struct prefix *address)
{
	char id[PREFIX_TEXT_SIZE], by[IFNAMSIZ] = "";
	struct neighbour n = { .node = node->name }, there = { .node = node->name, .ifname = by };
	int index, r;

	if (!address->family)
		return;
	prefix_address(address, id);
	index = route_to(c->sock, address);
	if (index >= 0 && !if_indextoname((unsigned)index, by))
		index = -errno;
	frr_each_neighbour(&c->frr, is_neighbour, &n);
	frr_each_neighbour(&c->frr, is_neighbour, &there);	/* there may be two cables to it */
	if (index < 0 && index != -ENETUNREACH && index != -EHOSTUNREACH)
		found(c, "%s: the way to %s cannot be looked up: %s\n", node->name, id, strerror(-index));
	else if (index < 0 || !survey_is_ours(c->fabric, by))
		found(c, "%s: no route to %s%s%s; next: tbnet-fabric check, on %s\n", node->name, id, *by ? " by a port, but by " : "", by, node->name);
	else if (n.up && !there.up)
		found(c, "%s: %s is reached by %s, though it is the neighbour on %s; next: vtysh -c 'show ip route %s'\n", node->name, id, by, n.port, id);
	else if ((r = answers(c, id, address->family == AF_INET6)) < 0)
		found(c, "%s: " PING " %s cannot be run: %s\n", node->name, id, strerror(-r));
	else if (r == 0)
		found(c, "%s: %s by %s does not answer at MTU %u; next: ping -M do -s 1400 %s\n", node->name, id, by, c->mtu, id);
	else
		printf("%s: %s by %s%s answers at MTU %u\n", node->name, id, by, n.up ? "" : ", the way round,", c->mtu);
}

int verb_check(const struct fabric *fabric, struct nl_sock *sock)
{
	struct check c = { .fabric = fabric, .sock = sock, .mtu = conf_number(CONF_MTU) };
	int r;

	check_frr(&c);
	check_dummy(&c);
	for (size_t i = 0; i < fabric->here->n_interfaces; i++)
		check_port(&c, fabric->here->interfaces[i]);
	fflush(stdout);
	r = survey_check(sock, fabric);
	c.degraded |= r < 0;
	if (r < 0 && r != -EINVAL)	/* that is said */
		printf("the addresses of this machine cannot be looked at: %s\n", strerror(-r));
	for (size_t i = 0; i < fabric->n_nodes; i++) {
		if (&fabric->nodes[i] == fabric->here)
			continue;
		check_node(&c, &fabric->nodes[i], &fabric->nodes[i].ip);
		check_node(&c, &fabric->nodes[i], &fabric->nodes[i].ip6);
	}
	frr_look_free(&c.frr);
	return options_printed(c.degraded ? EXIT_PARTLY : EXIT_DONE);
}
