/* SPDX-License-Identifier: GPL-2.0-or-later */
/* steps: list the commands of Proxmox VE that create a Ceph, in their order. */
#include <string.h>

#include "cephnet.h"
#include "judge.h"
#include "plan.h"

/* True if a monitor is called NAME, as pveceph calls it, or has an address in one of these. */
static bool has_monitor(const struct cluster *c, const char *name, const struct prefix *ip, const struct prefix *ip6)
{
	struct prefix a;

	for (const struct daemon *d = c->daemons; d < c->daemons + c->n_daemons; d++) {
		if (strncmp(d->name, "mon.", 4) != 0)
			continue;
		if (strcmp(d->name + 4, name) == 0)
			return true;
		for (size_t i = 0; daemon_address(d, "public", i, &a); i++)
			if (a.family && (prefix_contains(ip, &a) || prefix_contains(ip6, &a)))
				return true;
	}
	return false;
}

static bool has_osd(const struct cluster *c, const char *name)
{
	for (size_t i = 0; c && i < c->n_daemons; i++)
		if (daemon_is_osd(&c->daemons[i]) && (strcmp(c->daemons[i].host, name) == 0 || strcmp(c->daemons[i].machine, name) == 0))
			return true;
	return false;
}

/* .mgr is Ceph's own. */
static bool has_pool(const struct cluster *c)
{
	struct json_object *pools = c ? json_member(c->osd, "pools") : NULL;

	for (size_t i = 0; i < json_length(pools); i++)
		if (*json_text(json_at(pools, i), "pool_name") != '.')
			return true;
	return false;
}

/* A line, numbered over all. */
static void step(unsigned *n, const char *node, const char *command, const char *argument)
{
	printf("%2u. on %s: %s%s%s\n", ++*n, node, command, *argument ? " " : "", argument);
}

static const struct prefix *node_id(const struct fabric_node *node)
{
	return node->ip.family ? &node->ip : &node->ip6;
}

/* Proxmox VE makes the first manager with the first monitor; a second one stands by. */
static void for_managers(unsigned *n, const struct cluster *c, const struct fabric *f)
{
	if (c && (!c->mgr || json_length(json_member(c->mgr, "standbys"))))
		return;
	for (size_t i = c ? 0 : 1; i < f->n_nodes && i < 3; i++)
		if (!c || strcmp(json_text(c->mgr, "active_name"), f->nodes[i].name) != 0) {
			step(n, f->nodes[i].name, "pveceph mgr create", "");
			return;
		}
}

static void for_nodes(unsigned *n, const struct cluster *c, const struct fabric *f)
{
	char text[PREFIX_TEXT_SIZE];
	/* pveceph refuses an address that is not in the public network */
	bool elsewhere = c ? !has_monitor(c, "", &f->prefix, &f->prefix6) :
			 f->n_nodes && !cephnet_is_public(prefix_address(node_id(f->nodes), text));

	for (const struct fabric_node *node = f->nodes; node < f->nodes + f->n_nodes && node < f->nodes + 3; node++) {
		if (c && has_monitor(c, node->name, &node->ip, &node->ip6))
			continue;
		if (elsewhere)
			step(n, node->name, "pveceph mon create", "");
		else
			step(n, node->name, "pveceph mon create --mon-address", prefix_address(node_id(node), text));
	}
	for_managers(n, c, f);
	for (size_t i = 0; i < f->n_nodes; i++)
		if (!has_osd(c, f->nodes[i].name))
			step(n, f->nodes[i].name, "pveceph osd create /dev/DISK", "(each disk that is for Ceph)");
}

static const char two_nodes[] =
	"With two nodes alone Ceph stops while one is off:\n"
	"- The majority of two monitors is two. With a third one, on any machine without OSDs, either node may be off.\n"
	"- With two copies and min_size 2, writes stop while one node is off. With min_size 1 they go on, and one\n"
	"  more failure loses the new data. A third copy needs a third node with OSDs.\n"
	"- Without a third machine, replication of ZFS between two nodes needs no majority of monitors.\n";

unsigned steps_print(const struct cluster *cluster, const struct fabric *fabric)
{
	const struct prefix *p = fabric_prefix(fabric);
	const char *first = fabric->n_nodes ? fabric->nodes[0].name : "one node";
	char text[PREFIX_TEXT_SIZE];
	unsigned n = 0;

	if (fabric->n_nodes == 2)
		fputs(two_nodes, stdout);
	if (!cluster) {
		puts("There is no Ceph here yet. To create one, in this order:");
		step(&n, "every node", "pveceph install --repository no-subscription", "");
		if (!cephnet_is_initialized())
			step(&n, first, "pveceph init --network", p->family ? prefix_text(p, text) : "NET/N (the mesh; before the first monitor)");
	}
	if (!fabric->n_nodes && !cluster) {
		step(&n, "three nodes", "pveceph mon create --mon-address", "ROUTER-ID");
		step(&n, "a second node", "pveceph mgr create", "");
		step(&n, "every node", "pveceph osd create /dev/DISK", "");
	}
	for_nodes(&n, cluster, fabric);
	if (!has_pool(cluster))
		step(&n, first, fabric->n_nodes == 2 ? "pveceph pool create NAME --size 2 --min_size 2 --pg_autoscale_mode on --add_storages 1" :
		     "pveceph pool create NAME --size 3 --min_size 2 --pg_autoscale_mode on --add_storages 1", "");
	if (n)
		puts("tbnet-ceph runs none of these.");
	return n;
}
