/* SPDX-License-Identifier: GPL-2.0-or-later */
/* places: the addresses of monitors and OSDs. */
#include <string.h>

#include "cephnet.h"
#include "judge.h"

/* True for a router id; where no nodes are known, for every address of the mesh. */
static bool is_router_id(const struct judge *j, const struct prefix *a)
{
	for (size_t i = 0; i < j->fabric->n_nodes; i++)
		if (prefix_same_address(&j->fabric->nodes[i].ip, a) || prefix_same_address(&j->fabric->nodes[i].ip6, a))
			return true;
	return j->fabric->n_nodes == 0;
}

static bool is_node(const struct judge *j, const struct daemon *d)
{
	for (size_t i = 0; i < j->fabric->n_nodes; i++)
		if (strncmp(d->name, "mon.", 4) == 0 && strcmp(j->fabric->nodes[i].name, d->name + 4) == 0)
			return true;
	return false;
}

/* A monitor on a machine that is no node of the mesh, as the third one beside two nodes: known where monitors have their nodes' names. */
static bool is_outside(const struct judge *j, const struct daemon *d)
{
	const struct cluster *c = j->cluster;
	bool named = false;

	for (size_t i = 0; i < c->n_daemons; i++)
		named |= is_node(j, &c->daemons[i]);
	return named && strncmp(d->name, "mon.", 4) == 0 && !is_node(j, d);
}

/* The command that keeps daemons from asking for an IPv4 address; NULL: it is already set. */
static const char *without_ipv4(const struct judge *j)
{
	const char *bind = cluster_value(j->cluster, "global", "ms_bind_ipv4");
	bool is_set = json_find(j->cluster->conf, "name", "ms_bind_ipv4") || (bind && value_is_same(bind, "false"));

	return is_set ? NULL : "ceph config set global ms_bind_ipv4 false";
}

/* 0.0.0.0 or ::. A manager gets a real address of the family that its monitor has; of the other one it has this. */
static void judge_any(struct judge *j, const struct daemon *d, const char *what, const struct prefix *a, const char *address)
{
	const char *command = without_ipv4(j);
	_cleanup_free_ char *line = judge_command(true, "on its node: [mgr] ms_bind_ipv%d = false in " CEPH_CONF ", and restart it",
						  a->family == AF_INET ? 4 : 6);

	if (a->family == AF_INET && !j->fabric->prefix.family)
		judge_say(j, WRONG, command ? command : "restart it: ms_bind_ipv4 is off now", "%s: its %s address is 0.0.0.0, which nobody reaches: "
			  "ms_bind_ipv4 was on when it started, but there is no IPv4 network; after the command, restart it", d->name, what);
	else if (strncmp(d->name, "mgr.", 4) == 0)
		judge_say(j, WRONG, line, "%s: its %s address is %s, which nobody reaches: a program that tries it waits for ever (ceph osd df)",
			  d->name, what, address);
	else
		judge_say(j, WRONG, NULL, "%s: its %s address is %s, which nobody reaches: its node had no address of the network when it started",
			  d->name, what, address);
}

static void judge_address(struct judge *j, const struct daemon *d, const char *what, const struct prefix *a)
{
	_cleanup_free_ char *again = judge_command(!daemon_is_osd(d) && judge_is_word(d->name),
		"on that node, with the mesh as public_network and two other monitors in quorum: "
		"pveceph mon destroy %s && pveceph mon create --mon-address ROUTER-ID", d->name + 4);
	const char *next = daemon_is_osd(d) ? "remove other addresses of the prefix from that node, see public_network and cluster_network, then restart the OSD" : again;
	char buf[PREFIX_TEXT_SIZE];

	prefix_address(a, buf);
	if (strcmp(buf, "0.0.0.0") == 0 || strcmp(buf, "::") == 0)
		judge_any(j, d, what, a, buf);
	else if (strncmp(d->name, "mgr.", 4) == 0 || (j->split && strcmp(what, "public") == 0))
		return;
	else if (!fabric_has(j->fabric, a) && is_outside(j, d))
		judge_say(j, OPTIONAL, NULL, "%s: its address %s is not in the mesh, since its machine is no node of it: sound, if it and the nodes have routes to each other",
			  d->name, buf);
	else if (!fabric_has(j->fabric, a))
		judge_say(j, WRONG, next, "%s: its %s address %s is not in the mesh", d->name, what, buf);
	else if (!is_router_id(j, a))
		judge_say(j, WRONG, next, "%s: its %s address %s belongs to a cable, and is not a node's router id: it disappears with that cable", d->name, what, buf);
}

/* With ms_bind_ipv4, which is on unless somebody has set it off, an OSD ends at its start where its networks are of IPv6 alone. */
static void judge_never(struct judge *j, const struct daemon *d)
{
	const char *command = without_ipv4(j);
	struct prefix first;

	if (command && daemon_is_osd(d) && !d->runs && !daemon_address(d, "public", 0, &first) && !j->fabric->prefix.family)
		judge_say(j, WRONG, command, "%s: has never had an address: ms_bind_ipv4 is on, so it looks for "
			  "an IPv4 address, finds none, and exits; after the command, restart it", d->name);
}

/* Each address once, whatever ports it has. WHAT: public, cluster. */
static void judge_daemon(struct judge *j, const struct daemon *d, const char *what)
{
	struct prefix a, earlier;

	for (size_t i = 0; daemon_address(d, what, i, &a); i++) {
		bool again = !a.family;	/* one that never ran has ":0" */

		for (size_t k = 0; k < i && daemon_address(d, what, k, &earlier); k++)
			again |= prefix_same_address(&earlier, &a);
		if (!again)
			judge_address(j, d, what, &a);
	}
}

static bool any_in_mesh(const struct judge *j, const char *what)
{
	struct prefix a;

	for (const struct daemon *d = j->cluster->daemons; d < j->cluster->daemons + j->cluster->n_daemons; d++)
		for (size_t i = 0; daemon_address(d, what, i, &a); i++)
			if (a.family && fabric_has(j->fabric, &a))
				return true;
	return false;
}

bool judge_is_split(const struct judge *j)
{
	return !any_in_mesh(j, "public") && any_in_mesh(j, "cluster");
}

void judge_addresses(struct judge *j)
{
	if (!fabric_prefix(j->fabric)->family)
		return;
	if (j->split)
		judge_say(j, OPTIONAL, NULL, "the public network is not the mesh, the cluster network is: a sound design. "
			  "Copies go over the mesh, reads and writes of guests over the other network, where clients outside are");
	for (const struct daemon *d = j->cluster->daemons; d < j->cluster->daemons + j->cluster->n_daemons; d++) {
		judge_daemon(j, d, "public");
		judge_daemon(j, d, "cluster");
		judge_never(j, d);
	}
}
