/* SPDX-License-Identifier: GPL-2.0-or-later */
/* members: find the nodes and ports for a mesh, from the cluster and from the links. */
#ifndef TBNET_MEMBERS_H
#define TBNET_MEMBERS_H

#include "fabric.h"

struct cable {
	char port[IFNAMSIZ];
	char peer[64];		/* the host at its other end; "": not known, as of another node's port */
};

struct member {
	char name[64];
	struct prefix ip, ip6;	/* router ids, of ids_give(); family 0: none */
	struct cable cables[FABRIC_INTERFACES];
	size_t n_cables;
};

struct members {
	struct member v[FABRIC_NODES];	/* in the order of their names */
	size_t n;
};

/* The nodes of the cluster that have ports, of Proxmox VE; without it this host and the hosts at its ports. Returns 0, or a negative
 * errno after saying in one line why not: -EINVAL for what is refused. */
int members_find(bool cluster, struct members *ret);

#endif
