/* SPDX-License-Identifier: GPL-2.0-or-later */
/* looks: check bridges and bonds, other tools, and router ids. */
#include <linux/if_ether.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "cleanup.h"
#include "looks.h"
#include "matched.h"
#include "sysfs.h"

static void put_place(char *buf, size_t size, const struct section *s)
{
	snprintf(buf, size, "%s:%u", s->file, s->line);
}

/* tbnet-ifup does not put it back. A userspace datapath of Open vSwitch shows the kernel nothing of its ports. */
static void look_at_matched(const struct host *n, struct hits *hits, const struct host_port *p)
{
	char why[PATH_MAX + 128], next[IFNAMSIZ * 2 + 64];
	const char *upper;
	const struct section *s = matched_find(&n->sections, p->netdev->name, &upper);
	bool ovs = s && matched_is_ovs(&n->sections, s);

	if (!s || !p->there || p->manager.tool || p->upper.ifindex || (ovs && machine_netdev(&n->picture.machine, "ovs-netdev")))
		return;
	snprintf(why, sizeof(why), ovs ? "%s:%u makes it a port of Open vSwitch, and it has no master ovs-system" :
		 "%s:%u puts it there by an expression, and tbnet-ifup evaluates none", s->file, s->line);
	snprintf(next, sizeof(next), ovs ? "tbnet-ifup %.15s; ovs-vsctl show" : "name the ports of %2$.15s in bridge-ports; then: tbnet-ifup %1$.15s",
		 p->netdev->name, upper);
	hit(hits, p, upper, why, next);
}

/* A link that another tool configures is that tool's. */
LOOK(not_member)
{
	char place[PATH_MAX + 16], why[PATH_MAX + 128], next[64];

	EACH_PORT(p) {
		const struct upper *wanted = uppers_master(&p->uppers, 0);

		if (!wanted && p->netdev)
			look_at_matched(n, hits, p);
		if (!wanted || uppers_master(&p->uppers, 1) || !p->there || p->manager.tool || strcmp(p->upper.name, wanted->name) == 0)
			continue;
		put_place(place, sizeof(place), wanted->section);
		snprintf(why, sizeof(why), "%s puts it there%s%s", place, p->upper.ifindex ? ", and it is in " : "; a new interface is in no bridge or bond",
			 p->upper.name);
		snprintf(next, sizeof(next), p->upper.ifindex ? "ip link show %.15s" : "tbnet-ifup %.15s", p->netdev->name);
		hit(hits, p, wanted->name, why, next);
	}
}

/* Made at boot: one with an "auto" line, or that a bridge or a bond has as a port. */
static bool is_wanted(const struct host *n, const struct upper *u)
{
	_cleanup_(uppers_free) struct uppers uppers = { 0 };

	return u->kind == UPPER_VLAN &&
	       (sections_automatic(&n->sections, u->name) || (uppers_find(&n->sections, u->name, &uppers) == 0 && uppers_master(&uppers, 0)));
}

LOOK(vlan_missing)
{
	char place[PATH_MAX + 16];

	EACH_PORT(p)
		for (size_t i = 0; i < p->uppers.n; i++) {
			const struct upper *u = &p->uppers.v[i];

			if (!p->there || p->manager.tool || machine_netdev(&n->picture.machine, u->name) || !is_wanted(n, u))
				continue;
			put_place(place, sizeof(place), u->section);
			hit(hits, p, u->name, place, NULL);
		}
}

static bool has_section(const struct sections *all, const char *ifname)
{
	for (size_t i = 0; i < all->n; i++)
		if (section_is_of(all, &all->v[i], ifname))
			return true;
	return false;
}

/* VLANs on the link among the ports in VALUE that nobody makes. */
static void look_at_ports(const struct host *n, struct hits *hits, const struct host_port *p, const struct section *s, const char *value)
{
	size_t len, base = strlen(p->netdev->name);
	char vlan[IFNAMSIZ], place[PATH_MAX + 16];

	for (; value && *(value += strspn(value, " \t")); value += len) {
		len = strcspn(value, " \t");
		if (len >= sizeof(vlan) || strncmp(value, p->netdev->name, base) != 0 || value[base] != '.' ||
		    strspn(value + base + 1, "0123456789") + base + 1 != len)
			continue;
		snprintf(vlan, sizeof(vlan), "%.*s", (int)len, value);
		if (machine_netdev(&n->picture.machine, vlan) || has_section(&n->sections, vlan))
			continue;
		put_place(place, sizeof(place), s);
		hit(hits, p, vlan, place, s->file);
	}
}

/* ifupdown2 and bridge-utils make it with the bridge, at boot; after a replug nothing does. */
LOOK(vlan_section)
{
	static const char *const lists[] = { "bridge-ports", "bond-slaves", "bond-ports", "slaves" };

	if (n->sections.template)
		return;
	EACH_PORT(p)
		for (const struct section *s = n->sections.v; p->there && !p->manager.tool && s < n->sections.v + n->sections.n; s++)
			for (size_t i = 0; s->sure && i < sizeof(lists) / sizeof(*lists); i++)
				look_at_ports(n, hits, p, s, section_option(&n->sections, s, lists[i]));
}

LOOK(two_uppers)
{
	char place[PATH_MAX + 16];

	EACH_PORT(p) {
		const struct upper *first = uppers_master(&p->uppers, 0), *second = uppers_master(&p->uppers, 1);

		if (!second)
			continue;
		put_place(place, sizeof(place), second->section);
		hit(hits, p, first->name, second->name, place);
	}
}

/* Two of our links in one bridge that lets packets circle; said once, at the second. */
LOOK(ring_in_bridge)
{
	char dir[64];
	unsigned stp;

	EACH_PORT(p)
		for (const struct host_port *q = n->ports; q < p; q++) {
			if (!p->upper.ifindex || q->upper.ifindex != p->upper.ifindex || strcmp(p->upper.kind, "bridge") != 0)
				continue;
			snprintf(dir, sizeof(dir), "/sys/class/net/%s/bridge", p->upper.name);
			if (sysfs_read_uint(dir, "stp_state", 0, 2, &stp) == 0 && stp == 0)
				hit(hits, p, p->upper.name, q->netdev->name, NULL);
			break;
		}
}

/* At boot, ifup of the bridge gives all its ports their VLANs (bridge.py); after a replug that is ifup of the port, which needs a
 * section (tests/vm/members.bats). */
LOOK(port_vlans)
{
	char place[PATH_MAX + 16];

	EACH_PORT(p) {
		const struct upper *u = uppers_master(&p->uppers, 0);

		if (!u || u->kind != UPPER_BRIDGE || !n->ifupdown2 || strcmp(p->upper.name, u->name) != 0 || p->stanza.found || p->stanza.unsure ||
		    !section_has_word(section_option(&n->sections, u->section, "bridge-vlan-aware"), "yes") ||
		    !section_option(&n->sections, u->section, "bridge-vids"))
			continue;
		put_place(place, sizeof(place), u->section);
		hit(hits, p, u->name, place, u->section->file);
	}
}

/* Why a bridge or a bond has this MTU. */
static const char *why_mtu(const struct host *n, const struct host_port *p)
{
	_cleanup_(interfaces_free) struct stanza stanza = { 0 };

	if (!n->ifupdown2 || interfaces_stanza(&n->sections, p->upper.name, &stanza) < 0 ||
	    !stanza.found || stanza.unsure || stanza.mtu || p->upper.mtu != ETH_DATA_LEN)
		return "its stanza or another of its ports sets that";
	return "its stanza has no mtu, and ifupdown2 sets 1500 then";
}

LOOK(upper_mtu)
{
	char mtu[16];

	EACH_PORT(p) {
		/* a VRF passes packets on by route, and Open vSwitch has no bridge's MTU: its netdev only stands for all of it */
		if (!p->upper.ifindex || p->upper.mtu >= p->link.mtu || strcmp(p->upper.kind, "vrf") == 0 || strcmp(p->upper.kind, "openvswitch") == 0)
			continue;
		snprintf(mtu, sizeof(mtu), "%u", p->upper.mtu);
		hit(hits, p, p->upper.name, mtu, why_mtu(n, p));
	}
}

LOOK(two_tools)
{
	char place[PATH_MAX + 16];

	EACH_PORT(p) {
		const struct upper *upper = uppers_master(&p->uppers, 0);

		if (!p->manager.tool || (!p->stanza.found && !upper))
			continue;
		if (p->stanza.found)
			snprintf(place, sizeof(place), "%s:%u", p->stanza.file, p->stanza.line);
		else
			put_place(place, sizeof(place), upper->section);
		hit(hits, p, p->manager.tool, p->manager.what, place);
	}
}

LOOK(tool_failed)
{
	EACH_PORT(p)
		if (p->manager.tool && strcmp(p->manager.state, "failed") == 0)
			hit(hits, p, p->manager.tool, p->manager.what, NULL);
}

#define CONFIGURING_S	60	/* networkd waits so long for a router's advertisement, and some more */

/* A link-local address alone is no use while the tool is still at work. */
static bool is_bare(const struct host_port *p)
{
	bool stuck = strcmp(p->manager.state, "configuring") == 0 && time(NULL) - p->since > CONFIGURING_S;

	return stuck ? !host_has_global(p) : !p->addresses.n;
}

LOOK(tool_silent)
{
	EACH_PORT(p)
		if (p->manager.tool && is_bare(p) && !p->upper.ifindex && !p->carries && host_usable(n, p) && strcmp(p->manager.state, "failed") != 0)
			hit(hits, p, p->manager.tool, p->manager.what, NULL);
}

/* A file of a tool that does not run, or that another file keeps from the link. */
LOOK(tool_idle)
{
	static const struct { const char *folder, *next; } tools[] = {
		{ "/systemd/network/", "networkctl status" }, { "/netplan/", "networkctl status" }, { "/NetworkManager/", "nmcli device show" },
	};
	char next[64];

	for (size_t i = 0; i < n->intent.n; i++) {
		const struct purpose *purpose = &n->intent.v[i];
		const struct host_port *p = host_port_named(n, purpose->ifname);

		if (!p || !p->there || p->manager.tool || p->upper.ifindex || p->carries || p->stanza.found || host_has_global(p))
			continue;
		for (size_t k = 0; k < sizeof(tools) / sizeof(*tools); k++)
			if (strstr(purpose->place, tools[k].folder)) {
				snprintf(next, sizeof(next), "%s %s", tools[k].next, purpose->ifname);
				hit(hits, p, purpose->place, next, NULL);
			}
	}
}

LOOK(router_id)
{
	for (size_t i = 0; i < n->n_gaps; i++)
		hit(hits, NULL, n->gaps[i].ifname, n->gaps[i].address, n->gaps[i].place);
}
