/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fabriclook: compare the running fabric with its settings. */
#include "fabriclook.h"

#include <errno.h>
#include <json-c/json.h>
#include <string.h>

#include "admit.h"
#include "cleanup.h"
#include "clock.h"
#include "conf.h"
#include "file.h"
#include "firewall.h"
#include "forward.h"
#include "left.h"
#include "link.h"
#include "lookparts.h"
#include "survey.h"

static int match_address(const char *ifname, const struct prefix *address, void *data)
{
	const struct prefix *wanted = data;

	(void)ifname;
	return prefix_same_address(address, wanted) && prefix_is_single(address) ? -EEXIST : 0;
}

/* 1 if the interface has the router id, or there is none of this family; 0 or a negative errno. */
static int has_id(const struct fabric_eye *e, const struct link *link, const struct prefix *id)
{
	int r = id->family ? survey_link(e->sock, link, match_address, (void *)id) : -EEXIST;

	return r == -EEXIST ? 1 : r;
}

/* Guides have the router id on lo. */
static bool is_on_lo(const struct fabric_eye *e)
{
	const struct fabric_node *here = e->fabric->here;
	struct link lo;

	return link_get(e->sock, 0, "lo", &lo) == 0 && (lo.flags & IFF_UP) && has_id(e, &lo, &here->ip) == 1 &&
	       has_id(e, &lo, &here->ip6) == 1;
}

static bool look_at_id(const struct fabric_eye *e, const struct link *link, const struct prefix *id)
{
	char buf[PREFIX_TEXT_SIZE];
	int r = has_id(e, link, id);

	if (r == 0)
		fabric_fact(e, FABRIC_ROUTER_ID, link->name, "tbnet-fabric up", "address %s, this node's router id, is missing", prefix_address(id, buf));
	else if (r < 0)
		fabric_fact(e, FABRIC_OTHER, link->name, "", "cannot read its addresses: %s", strerror(-r));
	return r == 1;
}

/* The interface whose router ids the other nodes reach, and daemons bind to. */
static void look_at_dummy(const struct fabric_eye *e)
{
	const struct fabric_node *here = e->fabric->here;
	const char *dummy = e->fabric->dummy;
	struct link link;
	int r = link_get(e->sock, 0, dummy, &link);

	if (r == -ENODEV && is_on_lo(e))
		fabric_fact(e, FABRIC_ROUTER_ID, "lo", NULL, "router id is right");
	else if (r < 0)
		fabric_fact(e, FABRIC_ROUTER_ID, dummy, "tbnet-fabric apply", "%s", r == -ENODEV ? "missing, so this node has no router id" : strerror(-r));
	else if (!(link.flags & IFF_UP))
		fabric_fact(e, FABRIC_ROUTER_ID, dummy, "tbnet-fabric up", "down");
	else if (look_at_id(e, &link, &here->ip) && look_at_id(e, &link, &here->ip6))
		fabric_fact(e, FABRIC_ROUTER_ID, dummy, NULL, "router id is right");
}

/* FRR's file has "no ip forwarding". */
static bool is_frr_against(int family)
{
	_cleanup_free_ char *text = NULL;
	size_t size;

	return file_read(LEFT_FRR, &text, &size) == 0 && frr_has_line(text, family == AF_INET ? "no ip forwarding" : "no ipv6 forwarding");
}

static bool look_at_forwarding(const struct fabric_eye *e, const struct link *link, const struct prefix *id)
{
	bool against;
	char next[64];
	int r = id->family ? forward_is_on(link->name, id->family) : 1;

	if (r == 0) {
		against = is_frr_against(id->family);
		snprintf(next, sizeof(next), "tbnet-fabric up %s", link->name);
		fabric_fact(e, FABRIC_FORWARDING, link->name, against ? "tbnet-fabric apply" : next,
			    "does not forward IPv%d%s: packets that go the long way round through this node are lost", id->family == AF_INET ? 4 : 6,
			    against ? ", which FRR's file switches off" : "");
	} else if (r < 0) {
		fabric_fact(e, FABRIC_OTHER, link->name, "", "cannot tell whether it forwards: %s", strerror(-r));
	}
	return r > 0;
}

/* The address of the port that is missing: FRR before 10.3.1 takes no hello without one, and newer ones take the dummy's. */
static const struct prefix *missing_id(const struct fabric_eye *e, const struct link *link)
{
	const struct fabric_node *here = e->fabric->here;

	return has_id(e, link, &here->ip) == 0 ? &here->ip : has_id(e, link, &here->ip6) == 0 ? &here->ip6 : NULL;
}

static bool has_password(const struct fabric_eye *e, const char *ifname)
{
	const struct frr_interface *port = frr_interface(&e->frr->look.config, ifname);

	return port && *port->password;
}

/* Hellos are as long as the MTU. */
#define SAME_MTU "the MTU is %u, and FRR needs the same at both ends"

static void look_at_no_neighbor(const struct fabric_eye *e, const struct link *link, const struct fabric_neighbor *n)
{
	const struct prefix *missing = missing_id(e, link);
	char buf[PREFIX_TEXT_SIZE], next[192];

	if (missing) {
		snprintf(next, sizeof(next), "tbnet-fabric up %s", link->name);
		fabric_fact(e, FABRIC_NEIGHBOR, link->name, next, "FRR has no neighbor that is up; address %s is missing, and FRR before 10.3.1 needs it",
			    prefix_address(missing, buf));
	} else if (!n->found && has_password(e, link->name)) {
		fabric_fact(e, FABRIC_NEIGHBOR, link->name, "compare the file of TBNET_FABRIC_SECRET on the node at the other end, and there: tbnet-fabric check",
			    "FRR has no neighbor, and accepts none without the secret");
	} else if (!n->found) {
		fabric_fact(e, FABRIC_NEIGHBOR, link->name, "tbnet-fabric check, on the node at the other end; then: journalctl -u frr -b", "FRR has no neighbor; "
			    SAME_MTU, link->mtu);
	} else if (!has_password(e, link->name) && strcmp(n->state, "Initializing") == 0) {
		snprintf(next, sizeof(next), "tbnet-fabric check, on %s; if it has TBNET_FABRIC_SECRET, this node needs it, too", n->name);
		fabric_fact(e, FABRIC_NEIGHBOR, link->name, next, "neighbor %s is not up: %s; " SAME_MTU, n->name, n->state, link->mtu);
	} else {
		snprintf(next, sizeof(next), "tbnet-fabric check, on %s", n->name);
		fabric_fact(e, FABRIC_NEIGHBOR, link->name, next, "neighbor %s is not up: %s", n->name, n->state);
	}
}

/* A node with one port has no other way by which packets could come. */
static void look_at_filter(const struct fabric_eye *e, const char *ifname)
{
	char next[96];

	if (!e->fabric->here->ip.family || e->fabric->here->n_interfaces < 2 || !forward_is_strict(ifname))
		return;
	snprintf(next, sizeof(next), "sysctl -w net.ipv4.conf.%s.rp_filter=2, and in a file of /etc/sysctl.d", ifname);
	fabric_fact(e, FABRIC_FORWARDING, ifname, next, "rp_filter is 1 (strict): while two nodes reach each other by different ways, such as after a change of the mesh, this one drops packets");
}

/* A port's neighbor is only looked at while there is one: a session for each node stands at each port. */
static void look_at_bfd(const struct fabric_eye *e, const char *ifname, const struct fabric_neighbor *n)
{
	const struct frr_interface *configured = frr_interface(&e->frr->look.config, ifname);
	bool told = configured && configured->bfd;	/* else fabricd does not listen to a session that is up */
	int r = e->frr->bfd_answer;
	char next[320], rule[FABRIC_PVE_SIZE];

	if (!e->frr->bfd_asked || (told && frr_bfd_is_up(e->frr->bfd, ifname)))
		return;
	if (r < 0 && r != -EBADMSG) {
		fabric_fact(e, FABRIC_BFD, ifname, "vtysh -c 'show bfd peers'", "cannot tell whether BFD watches the neighbor: %s", strerror(-r));
		return;
	}
	if (e->pve_firewall)
		snprintf(next, sizeof(next), "in Proxmox VE's firewall: %s; if it has that, tbnet-fabric check, on %s", fabric_pve_rule(e, rule), n->name);
	else
		snprintf(next, sizeof(next), "let UDP port 3784 pass in the firewalls of both nodes, if there are any; else: tbnet-fabric check, on %s", n->name);
	fabric_fact(e, FABRIC_BFD, ifname, e->frr->bfd && told ? next : "tbnet-fabric apply",
		    "%s, so FRR notices a cable that dies silently only after %u s",
		    !e->frr->bfd ? "bfdd does not run" : told ? "BFD has no session that is up" : "BFD does not watch the neighbor",
		    e->fabric->hello * FABRIC_HELLOS);
}

/* FRR is asked first: with a neighbor that is up nothing else of the port can be missing for it. */
static void look_at_port(const struct fabric_eye *e, const char *ifname)
{
	const struct fabric_node *here = e->fabric->here;
	struct fabric_neighbor n = { .ifname = ifname };
	struct port peer;
	struct link link;
	char next[64];
	int r = link_get(e->sock, 0, ifname, &link);

	snprintf(next, sizeof(next), "tbnet-up --wait %s", ifname);
	if (r < 0) {
		fabric_fact(e, FABRIC_LINK, ifname, "tbnet-name show", "%s", r == -ENODEV ? "missing: no cable, or no peer" : strerror(-r));
		return;
	}
	if (!(link.flags & IFF_UP) && !admit_link(ifname, &peer)) {
		fabric_fact(e, FABRIC_LINK, ifname, NULL, "stays down: its peer is not in TBNET_PEERS");
		return;
	}
	if (!(link.flags & IFF_UP) || !link.carrier) {
		fabric_fact(e, FABRIC_LINK, ifname, next, "%s", link.flags & IFF_UP ? "no carrier: the peer has not logged in" : "down");
		return;
	}
	look_at_filter(e, ifname);
	if (!look_at_forwarding(e, &link, &here->ip) || !look_at_forwarding(e, &link, &here->ip6) || !e->frr->look.neighbors)
		return;
	frr_each_neighbor(&e->frr->look, fabric_match_neighbor, &n);
	if (!n.up) {
		look_at_no_neighbor(e, &link, &n);
		return;
	}
	fabric_fact(e, FABRIC_NEIGHBOR, ifname, NULL, "neighbor %s is up, forwarding is right", n.name);
	look_at_bfd(e, ifname, &n);
}

static void look_at_frr(const struct fabric_eye *e)
{
	const struct frr_router *router = frr_router(&e->frr->look.config, e->fabric->name);
	const char *name = e->fabric->name;
	int r = e->frr->runs;

	if (r == 0 && !frr_is_installed())
		fabric_fact(e, FABRIC_FRR, "FRR", FRR_INSTALL, "not installed");
	else if (r <= 0)
		fabric_fact(e, FABRIC_FRR, "FRR", "systemctl status frr", "%s%s", r < 0 ? "cannot tell whether fabricd runs: " : "fabricd does not run",
			    r < 0 ? strerror(-r) : "");
	else if ((r = e->frr->answer))
		fabric_fact(e, FABRIC_FRR, "FRR", "vtysh -c 'show openfabric neighbor'", "vtysh does not answer%s%s", r < 0 ? ": " : "", r < 0 ? strerror(-r) : "");
	else if (!router)
		fabric_fact(e, FABRIC_ROUTER, "FRR", "tbnet-fabric apply", "\"router openfabric %s\" is not in the running configuration", name);
	else if (router->lsp_gen != FABRIC_LSP_GEN)
		fabric_fact(e, FABRIC_INTERVAL, "FRR", "tbnet-fabric apply",
			    "router openfabric %s has lsp-gen-interval %u, not %d: a second change within it costs up to 30 s without a route", name,
			    router->lsp_gen, FABRIC_LSP_GEN);
	else
		fabric_fact(e, FABRIC_INTERVAL, "FRR", NULL, "router openfabric %s, lsp-gen-interval %d", name, FABRIC_LSP_GEN);
}

/* With TBNET_FABRIC_SECRET. A password that somebody else gave FRR is his. */
static void look_at_secret(const struct fabric_eye *e)
{
	const struct frr_config *config = &e->frr->look.config;
	const struct frr_router *router = frr_router(config, e->fabric->name);
	const char *open = router && !*router->password ? "its router" : NULL;

	if (!router || !conf_is_set(CONF_FABRIC_SECRET))
		return;
	for (size_t i = 0; i < e->fabric->here->n_interfaces && !open; i++) {
		const struct frr_interface *port = frr_interface(config, e->fabric->here->interfaces[i]);

		if (!port || !*port->password)
			open = e->fabric->here->interfaces[i];
	}
	if (open)
		fabric_fact(e, FABRIC_SECRET, "FRR", "tbnet-fabric apply", "%s has no password, though TBNET_FABRIC_SECRET is set", open);
	else
		fabric_fact(e, FABRIC_SECRET, "FRR", NULL, "neighbors need the secret of TBNET_FABRIC_SECRET");
}

void fabric_ask_frr(struct fabric_frr *ret)
{
	*ret = (struct fabric_frr){ .runs = frr_runs("fabricd"), .answer = -ESRCH };
	if (ret->runs > 0)
		ret->answer = frr_look(FRR_OPENFABRIC, clock_now() + FRR_DEADLINE_MS, &ret->look);
}

void fabric_ask_bfd(const struct fabric *fabric, struct fabric_frr *frr)
{
	frr->bfd_asked = fabric->bfd && frr->runs > 0 && frr->answer == 0;
	if (frr->bfd_asked)
		frr->bfd_answer = frr_bfd(&frr->bfd);
}

void fabric_frr_free(struct fabric_frr *frr)
{
	frr_look_free(&frr->look);
	json_object_put(TAKE(frr->bfd));
}

void fabric_look(const struct fabric *fabric, struct nl_sock *sock, const struct fabric_frr *frr, unsigned echo_mtu, fabric_func f, void *data)
{
	struct fabric_eye e = { .fabric = fabric, .sock = sock, .frr = frr, .echo_mtu = echo_mtu, .f = f, .data = data };
	_cleanup_firewall_ struct firewall firewall, firewall6;

	firewall_read(fabric, &fabric->prefix, &firewall);
	firewall_read(fabric, &fabric->prefix6, &firewall6);
	e.pve_firewall = firewall.pve || firewall6.pve;
	look_at_frr(&e);
	look_at_secret(&e);
	look_at_dummy(&e);
	for (size_t i = 0; i < fabric->here->n_interfaces; i++)
		look_at_port(&e, fabric->here->interfaces[i]);
	fabric_look_at_firewall(&e, &firewall);
	fabric_look_at_firewall(&e, &firewall6);
	for (size_t i = 0; i < fabric->n_nodes; i++)
		if (&fabric->nodes[i] != fabric->here)
			fabric_look_at_node(&e, &fabric->nodes[i]);
}
