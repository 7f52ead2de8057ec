/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lookfirewall: check whether a firewall drops the packets that this node forwards for others.
 *
 * Docker, ufw and others give the forward hook the policy "drop". Proxmox VE's firewall drops there what connection tracking
 * calls INVALID, unless told not to: packets of a connection whose start, or whose other direction, did not come through this node. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "firewall.h"
#include "lookparts.h"

#define SAME ", and the same in the firewall's own configuration"

static bool is_pve(const struct firewall_chain *c)
{
	return strncmp(c->name, "PVEFW-", strlen("PVEFW-")) == 0 || strcmp(c->table, "proxmox-firewall") == 0;
}

/* The command that lets the mesh pass. */
static void say_next(const struct fabric_eye *e, const struct firewall_chain *c, const struct prefix *prefix, bool invalid, char *next, size_t size)
{
	const char *ip = prefix->family == AF_INET ? "ip" : "ip6";
	char net[PREFIX_TEXT_SIZE];
	bool legacy = strstr(c->family, "-legacy");

	prefix_text(prefix, net);
	if (is_pve(c) && invalid)
		snprintf(next, size, "pvesh set /nodes/%s/firewall/options --nf_conntrack_allow_invalid 1", e->fabric->here->name);
	else if (is_pve(c))
		snprintf(next, size, "pvesh create /cluster/firewall/rules --type forward --action ACCEPT --source %s --dest %s --enable 1", net, net);
	else if (legacy || (strcmp(c->table, "filter") == 0 && strcmp(c->name, "FORWARD") == 0))
		snprintf(next, size, "%s%s -I FORWARD -s %s -d %s -j ACCEPT" SAME, legacy ? c->family : ip, legacy ? "" : "tables-nft", net, net);
	else
		snprintf(next, size, "nft insert rule %s %s %s %s saddr %s %s daddr %s accept" SAME, c->family, c->table, c->name, ip, net, ip, net);
}

/* Where the mesh has a ring: three nodes with two ports. Else both directions of a connection have one way. */
static bool has_ring(const struct fabric *fabric)
{
	size_t n = 0;

	for (size_t i = 0; i < fabric->n_nodes; i++)
		n += fabric->nodes[i].n_interfaces > 1;
	return n > 2;
}

void fabric_look_at_firewall(const struct fabric_eye *e, const struct firewall *firewall)
{
	struct firewall_chain c;
	char next[384];

	if (e->fabric->n_nodes < 3 || e->fabric->here->n_interfaces < 2)	/* it forwards nothing for others */
		return;
	if (firewall->error < 0)
		fabric_fact(e, FABRIC_OTHER, "firewall", firewall->error == -EPERM ? NULL : "", "cannot read its rules: %s", strerror(-firewall->error));
	if (firewall_drops(firewall, FIREWALL_NEW, &c)) {
		say_next(e, &c, firewall->prefix, false, next, sizeof(next));
		fabric_fact(e, FABRIC_FIREWALL, "firewall", next, "chain %s of %s %s drops what no rule accepts, and none names the mesh: packets that go the long way round through this node may be lost",
			    c.name, c.family, c.table);
	} else if (has_ring(e->fabric) && firewall_drops(firewall, FIREWALL_INVALID, &c)) {
		say_next(e, &c, firewall->prefix, true, next, sizeof(next));
		fabric_fact(e, FABRIC_FIREWALL, "firewall", next, "chain %s of %s %s drops INVALID packets: a connection through this node hangs if its answers go another way, or if it went another way in between",
			    c.name, c.family, c.table);
	}
}
