/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lookparts: what the parts of fabriclook share. */
#ifndef TBNET_LOOKPARTS_H
#define TBNET_LOOKPARTS_H

#include "fabriclook.h"

struct fabric_eye {
	const struct fabric *fabric;
	struct nl_sock *sock;
	const struct fabric_frr *frr;
	unsigned echo_mtu;
	bool pve_firewall;	/* Proxmox VE's filters what comes to this node */
	fabric_func f;
	void *data;
};

/* One fact: NEXT NULL where it is right, "" where nothing can be done about it. */
void fabric_fact(const struct fabric_eye *e, enum fabric_part part, const char *subject, const char *next, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

struct fabric_neighbor {
	const char *ifname, *node;	/* looked for; NULL: any */
	char port[IFNAMSIZ], name[64], state[16];
	bool found, up;
};

/* For frr_each_neighbor(): the one that is looked for; of several the one that is up. */
void fabric_match_neighbor(const char *where, const char *name, const char *state, bool up, void *data);

/* Whether a firewall drops what this node forwards for others with addresses of the prefix. */
struct firewall;
void fabric_look_at_firewall(const struct fabric_eye *e, const struct firewall *firewall);

/* A line for Proxmox VE's firewall that lets the mesh come in: the command. */
#define FABRIC_PVE_SIZE	160
const char *fabric_pve_rule(const struct fabric_eye *e, char buf[FABRIC_PVE_SIZE]);

/* Its routes, of both families. */
void fabric_look_at_node(const struct fabric_eye *e, const struct fabric_node *node);

#endif
