/* SPDX-License-Identifier: GPL-2.0-or-later */
/* datacenter: check whether migration and corosync of Proxmox VE use the mesh as they should. */
#include "datacenter.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"
#include "rtnl.h"
#include "survey.h"

#define DATACENTER_CFG	"/etc/pve/datacenter.cfg"
#define COROSYNC_CONF	"/etc/pve/corosync.conf"

/* The value behind "KEY:" on a line, cut out of TEXT; NULL: none. */
static char *value_of(char **text, const char *key)
{
	for (char *line = strsep(text, "\n"); line; line = strsep(text, "\n")) {
		line += strspn(line, " \t");
		if (strncmp(line, key, strlen(key)) != 0 || line[strlen(key)] != ':')
			continue;
		line += strlen(key) + 1;
		line += strspn(line, " \t");
		line[strcspn(line, " \t\r")] = '\0';
		return line;
	}
	return NULL;
}

static int match(const char *ifname, const struct prefix *address, void *data)
{
	struct prefix own = *address;

	(void)ifname;
	own.length = own.family == AF_INET ? 32 : 128;
	return prefix_contains(data, &own) ? -EEXIST : 0;
}

/* False if this node has no address in it. */
static bool may_be_here(const struct prefix *network)
{
	_cleanup_rtnl_ struct nl_sock *sock = NULL;

	return rtnl_open(RTNL_TIMEOUT_MS, &sock) < 0 || survey_addresses(sock, match, (void *)network) < 0;
}

/* "network=10.100.0.0/24,type=insecure"; the type may stand alone. A network without an address here may be one that a guide had. */
static void show_migration(const struct fabric *f, char *text)
{
	const char *migration = value_of(&text, "migration"), *set = migration ? strstr(migration, "network=") : NULL;
	char network[PREFIX_TEXT_SIZE], now[PREFIX_TEXT_SIZE] = "";
	struct prefix p;

	if (set) {
		set += strlen("network=");
		snprintf(now, sizeof(now), "%.*s", (int)strcspn(set, ","), set);
		if (prefix_parse(now, &p) < 0 || prefix_overlaps(&p, &f->prefix) || prefix_overlaps(&p, &f->prefix6) || may_be_here(&p))
			return;
		printf("Guests are to migrate over %s, where this node has no address, so no guest can migrate to it or from it.", prefix_text(&p, now));
	} else {
		fputs("Guests migrate over the network to which the nodes' names resolve.", stdout);
	}
	printf(" To use the mesh, on one node:\n"
	       "    pvesh set /cluster/options --migration type=%s,network=%s\n",
	       migration && strstr(migration, "insecure") ? "insecure" : "secure", prefix_text(fabric_prefix(f), network));
}

/* Names that are no addresses count as elsewhere. */
static void show_corosync(const struct fabric *f, char *text)
{
	static const char *const keys[] = { "ring0_addr", "ring1_addr", "ring2_addr", "ring3_addr", "ring4_addr", "ring5_addr", "ring6_addr", "ring7_addr" };
	char first[PREFIX_TEXT_SIZE] = "";

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		_cleanup_free_ char *copy = strdup(text);
		char *rest = copy;

		for (char *value = value_of(&rest, keys[i]); value; value = value_of(&rest, keys[i])) {
			struct prefix a;

			if (prefix_parse(value, &a) < 0 || !fabric_has(f, &a))
				return;
			prefix_address(&a, first);
		}
	}
	if (*first)
		printf("Corosync has only addresses of the mesh (%s). If FRR or two cables fail, nodes lose the quorum, and HA resets them.\n"
		       "    Give it a link over the LAN, too: https://pve.proxmox.com/wiki/Cluster_Manager, \"Adding Redundant Links\"\n", first);
}

void datacenter_show(const struct fabric *fabric)
{
	_cleanup_free_ char *datacenter = NULL, *corosync = NULL;
	size_t size;

	if (!fabric_prefix(fabric)->family)
		return;
	if (file_read(DATACENTER_CFG, &datacenter, &size) == 0)
		show_migration(fabric, datacenter);
	if (file_read(COROSYNC_CONF, &corosync, &size) == 0)
		show_corosync(fabric, corosync);
}
