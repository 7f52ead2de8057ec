/* SPDX-License-Identifier: GPL-2.0-or-later */
/* steps: the commands of Proxmox VE that make what settings cannot, in their order. */
#include <string.h>

#include "cephnet.h"
#include "file.h"
#include "judge.h"
#include "plan.h"

/* True if a monitor has this address; "10.100.0.11:6789/0". */
static bool has_monitor(const struct cluster *c, const struct fabric_node *node)
{
	struct json_object *mons = c ? member_array(c->mon, "mons") : NULL;
	char text[PREFIX_TEXT_SIZE];

	prefix_address(node->ip.family ? &node->ip : &node->ip6, text);
	for (size_t i = 0; mons && i < json_object_array_length(mons); i++) {
		const char *a = member_text(json_object_array_get_idx(mons, i), "public_addr");
		size_t n = strlen(text);

		a += *a == '[';
		if (strncmp(a, text, n) == 0 && (a[n] == ']' || (node->ip.family && a[n] == ':')))
			return true;
	}
	return false;
}

static bool has_osd(const struct cluster *c, const char *name)
{
	struct json_object *osds = c ? c->metadata : NULL;

	for (size_t i = 0; osds && i < json_object_array_length(osds); i++)
		if (strcmp(member_text(json_object_array_get_idx(osds, i), "hostname"), name) == 0)
			return true;
	return false;
}

/* .mgr is Ceph's own. */
static bool has_pool(const struct cluster *c)
{
	struct json_object *pools = c ? member_array(c->osd, "pools") : NULL;

	for (size_t i = 0; pools && i < json_object_array_length(pools); i++)
		if (*member_text(json_object_array_get_idx(pools, i), "pool_name") != '.')
			return true;
	return false;
}

/* The first of them on a line of its own, numbered over all. */
static void step(unsigned *n, const char *node, const char *command, const char *argument)
{
	printf("%2u. on %s: %s%s%s\n", ++*n, node, command, *argument ? " " : "", argument);
}

static bool has_manager(const struct cluster *c, const char *name)
{
	struct json_object *standbys = member_array(c->mgr, "standbys");

	for (size_t i = 0; standbys && i < json_object_array_length(standbys); i++)
		if (strcmp(member_text(json_object_array_get_idx(standbys, i), "name"), name) == 0)
			return true;
	return strcmp(member_text(c->mgr, "active_name"), name) == 0;
}

/* Proxmox VE makes the first manager with the first monitor; a second one stands by. */
static void for_managers(unsigned *n, const struct cluster *c, const struct fabric *f)
{
	struct json_object *standbys = c ? member_array(c->mgr, "standbys") : NULL;

	if (c && (!standbys || json_object_array_length(standbys)))
		return;
	for (size_t i = c ? 0 : 1; i < f->n_nodes && i < 3; i++)
		if (!c || !has_manager(c, f->nodes[i].name)) {
			step(n, f->nodes[i].name, "pveceph mgr create", "");
			return;
		}
}

static void for_nodes(unsigned *n, const struct cluster *c, const struct fabric *f)
{
	char text[PREFIX_TEXT_SIZE];

	for (size_t i = 0; i < f->n_nodes && i < 3; i++)
		if (!has_monitor(c, &f->nodes[i]))
			step(n, f->nodes[i].name, "pveceph mon create --mon-address",
			     prefix_address(f->nodes[i].ip.family ? &f->nodes[i].ip : &f->nodes[i].ip6, text));
	for_managers(n, c, f);
	for (size_t i = 0; i < f->n_nodes; i++)
		if (!has_osd(c, f->nodes[i].name))
			step(n, f->nodes[i].name, "pveceph osd create /dev/DISK", "(each disk that is for Ceph)");
}

static const char two_nodes[] =
	"Two nodes alone cannot keep Ceph going while one is off:\n"
	"- Of two monitors the majority is both. A third one, on any machine without OSDs, lets either node be off.\n"
	"- Two copies with min_size 2 keep data, and stop writes while one node is off; min_size 1 goes on writing, and one\n"
	"  more failure loses what was written. A third copy needs a third node with OSDs.\n"
	"- Without a third machine, replication of ZFS between two nodes needs no majority of monitors.\n";

bool steps_is_initialized(void)
{
	static const char *const monitors[] = { "mon_host", "mon host", "[mon." };
	_cleanup_free_ char *text = NULL;
	size_t size;

	if (file_read(CEPH_CONF, &text, &size) < 0 || !strstr(text, "fsid"))
		return false;
	for (size_t i = 0; i < sizeof(monitors) / sizeof(*monitors); i++)
		if (strstr(text, monitors[i]))
			return false;
	return true;
}

unsigned steps_print(const struct cluster *cluster, const struct fabric *fabric)
{
	const struct prefix *p = fabric->prefix.family ? &fabric->prefix : &fabric->prefix6;
	const char *first = fabric->n_nodes ? fabric->nodes[0].name : "one node";
	char text[PREFIX_TEXT_SIZE];
	unsigned n = 0;

	if (fabric->n_nodes == 2)
		fputs(two_nodes, stdout);
	if (!cluster) {
		puts("There is no Ceph here yet. What makes one, in this order:");
		step(&n, "every node", "pveceph install --repository no-subscription", "");
		if (!steps_is_initialized())
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
