/* SPDX-License-Identifier: GPL-2.0-or-later */
/* intent: find every interface that this node's files name, whichever tool reads the file. */
#ifndef TBNET_INTENT_H
#define TBNET_INTENT_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

#include "sections.h"

#define INTENT_MAX	4096	/* purposes; more are not looked at */

/* One interface, and who names it. */
struct purpose {
	char ifname[IFNAMSIZ];
	char *place;		/* "/etc/network/interfaces:4", "/etc/systemd/network/10-tb.network" */
};

struct intent {
	struct purpose *v;	/* of one interface each place once */
	size_t n;
	struct words closed;	/* files and folders that this user may not read */
	struct words odd;	/* files that cannot be read for another reason, with it */
};

/* Reads what ifupdown2 or ifupdown has (SECTIONS, which are the caller's; their ports of bridges and slaves of bonds, too),
 * .network files, netplan's YAML, NetworkManager's connections, frr.conf, the fabrics of Proxmox VE and TBNET_FABRIC_*. Also
 * the kernel's own names (thunderbolt0) in units, cron jobs, and the files of nftables, Proxmox VE's firewall and dnsmasq.
 * Names with wild cards are left out: they name nothing that could be missing. Returns 0 or -ENOMEM. */
int intent_read(const struct sections *sections, struct intent *ret);
void intent_free(struct intent *intent);

/* True for a name that the kernel gives to links, thunderbolt0, and that they lose once they have their own. */
bool intent_is_kernels(const char *word);

/* The first purpose of the interface; NULL: none. */
const struct purpose *intent_find(const struct intent *intent, const char *ifname);

#endif
