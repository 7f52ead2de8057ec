/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plan: the sound settings that this cluster does not have yet. */
#ifndef TBNET_PLAN_H
#define TBNET_PLAN_H

#include "cluster.h"
#include "fabric.h"

/* One entry of the configuration database: WHO is global, osd, osd/host:NAME. */
struct wish {
	char *who, *name;
	char *before, *after;	/* NULL: not set */
	char *reason;
};

struct plan {
	struct wish *v;		/* in the order in which they are made */
	size_t n;
};

/* Sized from the cluster; what somebody has set and is sound stays. What RECORD (or NULL) says that an apply made,
 * of nothing, is nobody's choice: it may have been cut short. Returns 0 or -ENOMEM. */
int plan_make(const struct cluster *cluster, struct json_object *record, struct plan *ret);

void plan_free(struct plan *plan);

/* Before and after, a line each. */
void plan_print(const struct plan *plan);

/* True for the same value, or NULL twice. */
bool plan_is_same(const char *a, const char *b);

/* The commands of Proxmox VE that are still to be run, in their order, and how many there are; CLUSTER NULL: there
 * is no cluster. */
unsigned steps_print(const struct cluster *cluster, const struct fabric *fabric);

/* True if ceph.conf of this machine is that of `pveceph init`, and names no monitor yet. */
bool steps_is_initialized(void);

#endif
