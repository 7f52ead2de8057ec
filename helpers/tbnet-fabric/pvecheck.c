/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pvecheck: find settings of Proxmox VE that conflict with the fabric, before tbnet writes anything. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "pve.h"

static int check_cluster(const struct fabric *fabric, struct json_object *cluster)
{
	char names[256] = "", buf[PVE_TEXT_SIZE];

	for (size_t i = 0; i < json_length(cluster); i++) {
		size_t used = strlen(names);

		snprintf(names + used, sizeof(names) - used, " %s",
			 pve_show(pve_text(json_at(cluster, i), "node"), buf));
	}
	for (size_t i = 0; i < fabric->n_nodes; i++) {
		struct json_object *o = pve_find(cluster, "node", fabric->nodes[i].name);

		if (!o)
			return refuse("%s is not a node of this cluster, which has%s; see TBNET_FABRIC_NODES", fabric->nodes[i].name, names);
		if (strcmp(pve_text(o, "status"), "offline") == 0)
			log_plain(LOG_WARNING, "%s is offline: Proxmox VE applies nothing there until pvesh set " PVESH_SDN " is run once more", fabric->nodes[i].name);
	}
	return 0;
}

/* "pve-iface" of pve-common's JSONSchema.pm: a letter, 1 to 20 letters, digits and underscores, perhaps a VLAN's number. */
static bool is_iface(const char *name)
{
	size_t n = strspn(name, FABRIC_LETTERS "_"), digits = name[n] ? strspn(name + n + 1, "0123456789") : 0;

	if (!n || strchr("0123456789_", *name) || n < 2 || n > 21)
		return false;
	return !name[n] || (name[n] == '.' && digits && !name[n + 1 + digits]);
}

/* A port is in one fabric: FabricConfig::validate() of proxmox-ve-rs. WireGuard's interfaces are no ports. */
static int check_port(const struct fabric_node *node, const char *name, struct json_object *others)
{
	char id[PVE_TEXT_SIZE];

	if (!is_iface(name))
		return refuse("%s: Proxmox VE refuses the port name %s: it allows letters, digits and underscores, with a letter first", node->name, name);
	for (size_t i = 0; i < json_length(others); i++) {
		struct json_object *o = json_at(others, i);

		if (strcmp(pve_text(o, "node_id"), node->name) == 0 && strcmp(pve_text(o, "protocol"), "wireguard") != 0 && pve_port(o, name))
			return refuse("%s: %s is in the fabric %s, and Proxmox VE allows a port in one fabric only: remove it there first, or name other ports in TBNET_FABRIC_NODES",
				      node->name, name, pve_show(pve_text(o, "fabric_id"), id));
	}
	return 0;
}

static int check_ports(const struct fabric *fabric, struct json_object *others)
{
	int r = 0;

	for (size_t i = 0; i < fabric->n_nodes && r == 0; i++)
		for (size_t k = 0; k < fabric->nodes[i].n_interfaces && r == 0; k++)
			r = check_port(&fabric->nodes[i], fabric->nodes[i].interfaces[k], others);
	return r;
}

/* "CIDR" of pve-common's JSONSchema.pm. */
static int check_length(const struct prefix *mine)
{
	char a[PREFIX_TEXT_SIZE];

	return mine->family && mine->length < 8 ? refuse("%s: Proxmox VE refuses a prefix shorter than /8", prefix_text(mine, a)) : 0;
}

static int check_overlap(const struct prefix *mine, struct json_object *other, const char *key)
{
	char a[PREFIX_TEXT_SIZE], b[PREFIX_TEXT_SIZE], id[PVE_TEXT_SIZE];
	struct prefix theirs = pve_prefix(other, key);

	if (!mine->family || !theirs.family || !prefix_overlaps(mine, &theirs))
		return 0;
	return refuse("%s overlaps with %s of the fabric %s, which Proxmox VE has", prefix_text(mine, a), prefix_text(&theirs, b),
		      pve_show(pve_text(other, "id"), id));
}

static int check_fabrics(const struct fabric *fabric, struct json_object *fabrics)
{
	int r = 0;

	for (size_t i = 0; i < json_length(fabrics) && r == 0; i++) {
		struct json_object *o = json_at(fabrics, i);
		char protocol[PVE_TEXT_SIZE];

		if (strcmp(pve_text(o, "id"), fabric->name) != 0) {
			r = check_overlap(&fabric->prefix, o, "ip_prefix");
			if (r == 0)
				r = check_overlap(&fabric->prefix6, o, "ip6_prefix");
		} else if (strcmp(pve_text(o, "protocol"), "openfabric") != 0) {
			r = refuse("Proxmox VE has a fabric %s of the protocol \"%s\", which tbnet does not change: use another --name", fabric->name,
				   pve_show(pve_text(o, "protocol"), protocol));
		}
	}
	return r;
}

/* The id as a word of a command that is to be typed: one with anything but the characters of a
 * host name is not offered for that. */
static const char *node_word(const char *id)
{
	return *id && !id[strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")] ? id : "NODE";
}

/* Proxmox VE checks its whole configuration after each call, so a prefix does not change
 * while a node is not in the new one; and it has no call that takes a prefix away. */
static int check_prefix(const struct fabric *fabric, const struct pve *pve, struct json_object *o, const struct prefix *mine, bool six)
{
	struct prefix theirs = pve_prefix(o, six ? "ip6_prefix" : "ip_prefix");
	char a[PREFIX_TEXT_SIZE], name[PVE_TEXT_SIZE];

	if (theirs.family && !mine->family)
		return refuse("Proxmox VE has %s for the fabric %s, and no call to remove a prefix: set TBNET_FABRIC_PREFIX%s, or, first: pvesh delete "
			      PVESH_FABRICS "/%s", prefix_text(&theirs, a), fabric->name, six ? "6" : "", fabric->name);
	if (!mine->family || (prefix_same_address(mine, &theirs) && mine->length == theirs.length))
		return 0;
	for (size_t i = 0; i < json_length(pve->nodes); i++) {
		struct json_object *node = json_at(pve->nodes, i);
		struct prefix address = pve_prefix(node, six ? "ip6" : "ip");

		if (!address.family || !prefix_contains(mine, &address))
			return refuse("Proxmox VE has %s in the fabric %s with no address in %s, and does not change both at once; first: pvesh delete "
				      PVESH_NODES "/%s/%s", pve_show(pve_text(node, "node_id"), name), fabric->name, prefix_text(mine, a),
				      fabric->name, node_word(pve_text(node, "node_id")));
	}
	return 0;
}

static const struct fabric_node *named(const struct fabric *fabric, const char *name)
{
	for (size_t i = 0; i < fabric->n_nodes; i++)
		if (strcmp(fabric->nodes[i].name, name) == 0)
			return &fabric->nodes[i];
	return NULL;
}

/* A node that is not in our list stays, but not with an address of one that is. */
static int check_strangers(const struct fabric *fabric, struct json_object *nodes)
{
	for (size_t i = 0; i < json_length(nodes); i++) {
		struct json_object *node = json_at(nodes, i);
		struct prefix ip = pve_prefix(node, "ip"), ip6 = pve_prefix(node, "ip6");
		char name[PVE_TEXT_SIZE];

		if (named(fabric, pve_text(node, "node_id")))
			continue;
		pve_show(pve_text(node, "node_id"), name);
		for (size_t k = 0; k < fabric->n_nodes; k++)
			if ((ip.family && prefix_same_address(&fabric->nodes[k].ip, &ip)) ||
			    (ip6.family && prefix_same_address(&fabric->nodes[k].ip6, &ip6)))
				return refuse("Proxmox VE has the address of %s for %s, which is not in TBNET_FABRIC_NODES", fabric->nodes[k].name, name);
		log_plain(LOG_WARNING, "%s: Proxmox VE has the node %s, too, which is not in TBNET_FABRIC_NODES: not touched", fabric->name, name);
	}
	return 0;
}

int pve_check(const struct fabric *fabric, const struct pve *pve)
{
	struct json_object *o = pve_find(pve->fabrics, "id", fabric->name);
	int r = check_cluster(fabric, pve->cluster);

	if (r == 0)
		r = check_length(&fabric->prefix);
	if (r == 0)
		r = check_length(&fabric->prefix6);
	if (r == 0)
		r = check_ports(fabric, pve->others);
	if (r == 0)
		r = check_fabrics(fabric, pve->fabrics);
	if (r == 0 && o)
		r = check_prefix(fabric, pve, o, &fabric->prefix, false);
	if (r == 0 && o)
		r = check_prefix(fabric, pve, o, &fabric->prefix6, true);
	if (r == 0 && o)
		r = check_strangers(fabric, pve->nodes);
	return r;
}

/* pve-network's SDN.pm: with this file there no call is taken that does not know the token in it. */
int pve_check_lock(void)
{
	if (access(PVE_LOCK, F_OK) < 0)
		return 0;
	log_plain(LOG_ERR, "nothing was changed: somebody holds the lock of Proxmox VE's SDN configuration (" PVE_LOCK
		  "), so Proxmox VE refuses other calls; wait until they release it, or, if nobody will: pvesh delete " PVESH_SDN "/lock --force 1");
	return -EBUSY;
}
