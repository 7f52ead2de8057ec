/* SPDX-License-Identifier: GPL-2.0-or-later */
/* left: find remains of a fabric that Proxmox VE no longer has. */
#ifndef TBNET_LEFT_H
#define TBNET_LEFT_H

#include <stdbool.h>

#define LEFT_FRR	"/etc/frr/frr.conf"
#define LEFT_FRR_LOCAL	"/etc/frr/frr.conf.local"

struct fabric_left {
	char name[64];		/* of the router, as in "router openfabric tb4" */
	bool marked;		/* between the marks of tbnet-fabric */
};

/* Proxmox VE takes frr.conf.local over into frr.conf whenever it applies, also when the fabric was deleted: a router stays
 * that no interface is in. Returns 1 with the first one, 0 if there is none, or a negative errno. */
int fabric_left(struct fabric_left *ret);

#endif
