/* SPDX-License-Identifier: GPL-2.0-or-later */
/* around: tell from fabricd's database whether the other nodes have a way around this one. */
#ifndef TBNET_AROUND_H
#define TBNET_AROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frrdatabase.h"

#define AROUND_NODES	64	/* more nodes of one fabric than this are an error */

struct around {
	struct around_node {
		char name[FRR_NODE_SIZE];
		bool own, overloaded;	/* no traffic goes through an overloaded node */
	} v[AROUND_NODES];
	size_t n;
	bool lists[AROUND_NODES][AROUND_NODES];	/* v[a] says that v[b] is its neighbor */
};

/* Asks FRR. Returns 0, -E2BIG, or as frr_database(). */
int around_ask(struct around *ret);

/* True if two nodes reach each other only through this one, or did so before it was overloaded: *ret_a and *ret_b. */
bool around_is_between(const struct around *a, const char **ret_a, const char **ret_b);

/* True if this node's own part of the database, which the neighbors have, is overloaded. */
bool around_is_overloaded(const struct around *a);

/* Packets that this machine has forwarded since it booted, of both families; 0 where that cannot be read. */
uint64_t around_forwarded(void);

#endif
