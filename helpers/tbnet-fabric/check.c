/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check: the fabric as it runs, against what it should be. */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "clock.h"
#include "conf.h"
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
	char *neighbours;	/* FRR's answer; NULL: it was not to be had */
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

/* The router id and forwarding of one family on one port. */
static bool check_family(struct check *c, const struct link *link, const struct prefix *id)
{
	char buf[PREFIX_TEXT_SIZE];

	if (!id->family)
		return true;
	if (survey_link(c->sock, link, has_address, (void *)id) != -EEXIST) {
		found(c, "%s: has not %s, so FRR ignores the neighbour; next: tbnet-fabric up %s\n", link->name,
		      prefix_address(id, buf), link->name);
		return false;
	}
	if (native_forwards(link->name, id->family) != 1) {
		found(c, "%s: does not forward: what goes the way round through this node is lost; next: tbnet-fabric up %s\n",
		      link->name, link->name);
		return false;
	}
	return true;
}

/* A port, its addresses, and FRR's neighbour on it. */
static void check_port(struct check *c, const char *ifname)
{
	const struct fabric_node *here = c->fabric->here;
	char neighbour[64] = "", state[16] = "";
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
	if (!check_family(c, &link, &here->ip) || !check_family(c, &link, &here->ip6) || !c->neighbours)
		return;
	if (!frr_neighbour(c->neighbours, ifname, neighbour, sizeof(neighbour), state, sizeof(state)))
		found(c, "%s: FRR has no neighbour; next: tbnet-fabric check, on the node at the other end\n", ifname);
	else if (strcmp(state, "Up") != 0)
		found(c, "%s: neighbour %s is not up: %s; next: tbnet-fabric check, on %s\n", ifname, neighbour, state, neighbour);
	else
		printf("%s: neighbour %s, router id and forwarding are right\n", ifname, neighbour);
}

static void check_frr(struct check *c)
{
	_cleanup_free_ char *config = NULL;
	char router[32];
	int r;

	if (!frr_runs("fabricd")) {
		found(c, "FRR: fabricd does not run; next: systemctl status frr\n");
		return;
	}
	r = frr_ask("show running-config", &config);
	if (r == 0)
		r = frr_ask("show openfabric neighbor", &c->neighbours);
	if (r) {
		found(c, "FRR: vtysh gives no answer%s%s; next: vtysh -c 'show openfabric neighbor'\n", r < 0 ? ": " : "", r < 0 ? strerror(-r) : "");
		return;
	}
	snprintf(router, sizeof(router), "router openfabric %s", c->fabric->name);
	if (!frr_has_line(config, router))
		found(c, "FRR: \"%s\" is not in the running configuration; next: tbnet-fabric apply\n", router);
	else if (!frr_has_line(config, "lsp-gen-interval 1"))
		found(c, "FRR: lsp-gen-interval 1 is not in the running configuration, a second change in 30 s costs up to 30 s without a route; next: tbnet-fabric apply\n");
	else
		printf("FRR: %s, lsp-gen-interval 1\n", router);
}

static bool answers(const struct check *c, const char *id, bool ip6)
{
	char size[16];
	const char *const argv[] = { PING, "-n", "-q", "-c", "2", "-i", "0.2", "-W", "1", "-M", "do", "-s", size, id, NULL };

	snprintf(size, sizeof(size), "%u", c->mtu - (ip6 ? 48 : 28));	/* IP and ICMP headers */
	return process_run(argv, true, clock_now() + PING_MS) == 0;
}

/* The port on which FRR has this node as its neighbour, "" for none. */
static const char *port_to(const struct check *c, const struct fabric_node *node)
{
	const struct fabric_node *here = c->fabric->here;
	char neighbour[64], state[16];

	for (size_t i = 0; c->neighbours && i < here->n_interfaces; i++)
		if (frr_neighbour(c->neighbours, here->interfaces[i], neighbour, sizeof(neighbour), state, sizeof(state)) &&
		    strcmp(neighbour, node->name) == 0 && strcmp(state, "Up") == 0)
			return here->interfaces[i];
	return "";
}

/* Another node: the way to it, and whether a packet of full size gets there and back. */
static void check_node(struct check *c, const struct fabric_node *node, const struct prefix *address)
{
	const char *port = port_to(c, node);
	char id[PREFIX_TEXT_SIZE], by[IFNAMSIZ] = "";
	int index;

	if (!address->family)
		return;
	prefix_address(address, id);
	index = route_to(c->sock, address);
	if (index < 0 || !if_indextoname((unsigned)index, by) || !survey_is_ours(c->fabric, by))
		found(c, "%s: no route to %s%s%s; next: tbnet-fabric check, on %s\n", node->name, id, *by ? " by a port, but by " : "", by, node->name);
	else if (*port && strcmp(port, by) != 0)
		found(c, "%s: %s is reached by %s, though it is the neighbour on %s; next: vtysh -c 'show ip route %s'\n", node->name, id, by, port, id);
	else if (!answers(c, id, address->family == AF_INET6))
		found(c, "%s: %s by %s does not answer at MTU %u; next: ping -M do -s 1400 %s\n", node->name, id, by, c->mtu, id);
	else
		printf("%s: %s by %s%s answers at MTU %u\n", node->name, id, by, *port ? "" : ", the way round,", c->mtu);
}

int verb_check(const struct fabric *fabric, struct nl_sock *sock)
{
	struct check c = { .fabric = fabric, .sock = sock };

	if (conf_number("TBNET_MTU", MTU_MIN, MTU_MAX, MTU_DEFAULT, &c.mtu) < 0)
		return EXIT_USAGE;
	check_frr(&c);
	for (size_t i = 0; i < fabric->here->n_interfaces; i++)
		check_port(&c, fabric->here->interfaces[i]);
	fflush(stdout);
	if (survey_check(sock, fabric) < 0)
		c.degraded = true;
	for (size_t i = 0; i < fabric->n_nodes; i++) {
		if (&fabric->nodes[i] == fabric->here)
			continue;
		check_node(&c, &fabric->nodes[i], &fabric->nodes[i].ip);
		check_node(&c, &fabric->nodes[i], &fabric->nodes[i].ip6);
	}
	free(c.neighbours);
	return options_printed(c.degraded ? EXIT_PARTLY : EXIT_DONE);
}
