/* SPDX-License-Identifier: GPL-2.0-or-later */
/* looks: check names, stanzas, routing and services that wait for the mesh. */
#include <linux/rtnetlink.h>
#include <stdio.h>
#include <string.h>

#include "conf.h"
#include "looks.h"
#include "prefix.h"
#include "text.h"

LOOK(no_file)
{
	const struct plan *plan = &n->picture.plan;

	if (n->closed.names)
		return;
	for (size_t i = 0; i < plan->n; i++)
		if (!plan->v[i].file && !plan->v[i].controller->given_away &&
		    (!plan->v[i].netdev || strcmp(plan->v[i].netdev->name, plan->v[i].meant.name) == 0))
			hit(hits, NULL, plan->v[i].controller->address, plan->v[i].meant.wanted, NULL);
}

/* A file or line that udev ignores: the file hides the package's anyway. */
LOOK(bad_file)
{
	const struct link_files *files = &n->picture.files;

	for (size_t i = 0; i < files->n; i++)
		if (files->v[i].bad)
			hit(hits, NULL, files->v[i].bad, files->v[i].error ? "udev ignores the whole file" : "udev ignores the line",
			    files->v[i].path);
}

/* Proxmox VE's tool pins every NIC that is there by its MAC address, and puts the new name into interfaces and SDN. The
 * package's .link files come first, so no link is ever called so. */
LOOK(pinned)
{
	const struct link_files *files = &n->picture.files;

	for (size_t i = 0; i < files->n; i++) {
		const struct link_file *f = &files->v[i];

		if (!link_file_is_pin(f->path) || f->error)
			continue;
		EACH_PORT(p)
			if (p->netdev && link_file_names(f, "MACAddress", p->netdev->mac) && *f->name && strcmp(f->name, p->netdev->name) != 0)
				hit(hits, p, f->path, f->name, NULL);
	}
}

/* Once a file; that of a link which still has the name is wrong_name's. */
LOOK(outranked)
{
	const struct link_file *last = NULL;

	EACH_PORT(p) {
		const struct plan_entry *e = p->netdev ? plan_of(&n->picture.plan, p->netdev) : NULL;
		const struct link_file *f = e && !n->closed.names ? plan_outranked(&n->picture, e) : NULL;

		if (f && f != last && strcmp(f->name, p->netdev->name) != 0)
			hit(hits, p, f->path, f->name, e->file->base);
		last = f ? f : last;
	}
}

LOOK(near_path)
{
	const struct link_files *files = &n->picture.files;

	for (size_t i = 0; i < files->n; i++)
		for (size_t k = 0; k < n->picture.machine.n_controllers; k++) {
			const char *address = n->picture.machine.controllers[k].address;
			const char *near = link_file_near_path(&files->v[i], address);

			if (near)
				hit(hits, NULL, files->v[i].path, near, address);
		}
}

LOOK(address_missing)
{
	EACH_PORT(p)
		if (p->there && (p->link.flags & IFF_UP) && p->address_missing && !p->upper.ifindex && !p->manager.tool) {
			const struct section *s = interfaces_section_with(&n->sections, p->netdev->name, p->address_missing);

			hit(hits, p, p->address_missing, s ? s->file : p->stanza.file, NULL);
		}
}

LOOK(no_lease)
{
	EACH_PORT(p)
		if (p->stanza.dhcp && !host_has_global(p) && host_usable(n, p) && !p->upper.ifindex && !p->manager.tool)
			hit(hits, p, p->stanza.file, NULL, NULL);
}

LOOK(duplicate_address)
{
	EACH_PORT(p)
		if (p->there && *p->duplicate)
			hit(hits, p, p->duplicate, NULL, NULL);
}

/* What another tool configures needs none. */
LOOK(stanza_unread)
{
	EACH_PORT(p)
		if (p->there && p->unread && !p->manager.tool)
			hit(hits, p, p->unread,
			    n->tool == IFUPDOWN_NONE ? "neither ifupdown2 nor ifupdown is installed" :
			    "no source line of /etc/network/interfaces takes that file (source-directory takes no name with a dot)",
			    n->tool == IFUPDOWN_NONE ? "systemctl status networking systemd-networkd NetworkManager" :
			    "grep -n ^source /etc/network/interfaces");
}

LOOK(ifup_stuck)
{
	char pid[16], age[16];

	if (!n->ifup_pid || n->closed.settings || n->ifup_age < n->ifup_wait)
		return;
	snprintf(pid, sizeof(pid), "%u", n->ifup_pid);
	snprintf(age, sizeof(age), "%u", n->ifup_age);
	hit(hits, NULL, pid, age, NULL);
}

static bool is_impossible(const char *mtu)
{
	unsigned value;

	return mtu && text_to_uint(mtu, MTU_MIN, MTU_MAX, &value) < 0;
}

LOOK(mtu_impossible)
{
	EACH_PORT(p)
		if (is_impossible(p->stanza.mtu))
			hit(hits, p, p->stanza.mtu, p->stanza.file, NULL);
}

/* The MTU that ifup will set; a stanza's own mtu comes before the policy's. */
LOOK(mtu_next_ifreload)
{
	char wanted[16], policy[16];

	EACH_PORT(p) {
		const char *will = p->stanza.mtu;

		if (!n->ifupdown2 || !p->stanza.found || p->stanza.unsure || p->stanza.ovs || !p->there || n->closed.settings || (!will && n->closed.policies))
			continue;
		snprintf(policy, sizeof(policy), "%u", p->policy_mtu ? p->policy_mtu : 1500);
		will = will ? will : policy;
		snprintf(wanted, sizeof(wanted), "%u", host_mtu(n, p));
		if (strcmp(will, wanted) != 0 && !is_impossible(p->stanza.mtu))
			hit(hits, p, will, p->stanza.file, NULL);
	}
}

LOOK(mtu_two_words)
{
	char setting[16];

	EACH_PORT(p) {
		if (!(conf_is_set(CONF_MTU) || conf_is_set(CONF_LINK_MTU)) || !p->stanza.mtu || host_mtu(n, p) == p->setting_mtu)
			continue;
		snprintf(setting, sizeof(setting), "%u", p->setting_mtu);
		hit(hits, p, p->stanza.mtu, p->stanza.file, setting);
	}
}

/* The GUI of Proxmox VE reads that file alone, not what it sources. */
LOOK(not_in_gui)
{
	EACH_PORT(p)
		if (n->pve && n->ifupdown2 && !n->closed.stanzas && p->there &&
		    (!p->stanza.found || strcmp(p->stanza.file, "/etc/network/interfaces") != 0))
			hit(hits, p, NULL, NULL, NULL);
}

LOOK(frr_stopped)
{
	if (n->frr.stopped)
		hit(hits, NULL, n->frr.stopped, NULL, NULL);
}

LOOK(frr_silent)
{
	if (n->frr.state == FRR_RUNNING && n->frr.asked == NO)
		hit(hits, NULL, n->frr.failure, NULL, NULL);
}

LOOK(no_neighbor)
{
	EACH_PORT(p)
		if (p->fabric == YES && host_usable(n, p) && !p->adjacent)
			hit(hits, p, frr_protocol_name(p->protocol), *p->neighbor ? "is not up" : "is missing",
			    p->protocol == FRR_OPENFABRIC ? n->fabric ? "tbnet-fabric check" : "journalctl -u frr -b" :
			    p->protocol == FRR_OSPF ? "vtysh -c 'show ip ospf neighbor'" : "vtysh -c 'show bgp summary'");
}

bool looks_routed(const struct host *n)
{
	for (size_t i = 0; i < n->n_routes; i++) {
		unsigned protocol = n->routes[i].protocol;

		if (protocol == RTPROT_OPENFABRIC || protocol == RTPROT_OSPF || protocol == RTPROT_BGP)
			return true;
	}
	return false;
}

LOOK(no_routes)
{
	bool adjacent = false;

	EACH_PORT(p)
		adjacent |= p->adjacent && p->protocol == FRR_OPENFABRIC;
	if (adjacent && !looks_routed(n))	/* without settings, which a guide's mesh has not, there is nothing to check */
		hit(hits, NULL, n->fabric ? "tbnet-fabric check" : "vtysh -c 'show openfabric route'", NULL, NULL);
}

LOOK(lsp_gen)
{
	char seconds[16];

	if (n->frr.lsp_gen <= 5)
		return;
	snprintf(seconds, sizeof(seconds), "%u", n->frr.lsp_gen);
	/* in quotes of a shell */
	hit(hits, NULL, seconds, n->frr.router, fabric_is_id(n->frr.router, 1, sizeof(n->frr.router)) ? n->frr.router : "NAME");
}

LOOK(ceph_order)
{
	if (n->ceph_waits == NO)
		hit(hits, NULL, NULL, NULL, NULL);
}

/* An address in it that a stanza or the fabric gives, and that is missing, has a finding. */
static bool is_explained(const struct host *n, const char *network)
{
	for (size_t i = 0; i < n->n_facts; i++)
		if (n->facts[i].part == FABRIC_ROUTER_ID)
			return true;
	for (size_t i = 0; i < n->n_gaps; i++)
		if (cephnet_holds(network, n->gaps[i].address))
			return true;
	EACH_PORT(p)
		if (p->address_missing && cephnet_holds(network, p->address_missing))
			return true;
	return false;
}

LOOK(ceph_no_address)
{
	static const char *const names[CEPHNETS] = { "public", "cluster" };

	for (size_t i = 0; i < CEPHNETS; i++)
		if (n->ceph[i].place == CEPH_NOWHERE && !is_explained(n, n->ceph[i].network))
			hit(hits, NULL, names[i], n->ceph[i].network, NULL);
}

/* A link in that network, or a way to another host of it. */
static bool is_served(const struct host *n, const char *network)
{
	struct prefix prefix;

	for (size_t i = 0; i < n->n_routes; i++)
		if (cephnet_holds(network, n->routes[i].to))
			return true;
	EACH_PORT(p)
		for (size_t i = 0; i < p->addresses.n; i++)
			if (cephnet_holds(network, p->addresses.v[i]) && prefix_parse(p->addresses.v[i], &prefix) == 0 && !prefix_is_single(&prefix))
				return true;
	return false;
}

/* Skips reasons that have a finding of their own. */
static bool has_fault(const struct host *n)
{
	EACH_PORT(p)
		if (p->gone || (p->netdev && !host_usable(n, p)) || (p->fabric == YES && !p->adjacent))
			return true;
	return n->n_facts || n->frr.stopped || n->frr.asked == NO || n->stanzas.n;
}

LOOK(ceph_no_link)
{
	for (size_t i = 0; i < CEPHNETS && !has_fault(n); i++)
		if (n->ceph[i].place == CEPH_ON_MESH && !is_served(n, n->ceph[i].network)) {
			hit(hits, NULL, n->ceph[i].network, NULL, NULL);
			return;
		}
}
