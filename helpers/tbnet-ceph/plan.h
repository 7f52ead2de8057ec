/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plan: the sound settings that this cluster does not have yet. */
#ifndef TBNET_PLAN_H
#define TBNET_PLAN_H

#include "cluster.h"
#include "fabric.h"

/* A plan is a list of wishes, in the order in which they are made: objects with the texts "who" (global, osd, osd/host:NAME),
 * "name", "before", "after" and "reason". A value that is not set has no member. */

/* A wish's value; NULL: not set. */
const char *plan_value(struct json_object *wish, const char *key);

/* Sized from the cluster; what somebody has set and is sound stays. NULL without memory, after saying so. */
struct json_object *plan_make(const struct cluster *cluster);

/* Before and after, a line each. */
void plan_print(struct json_object *plan);

/* True for the same value, or NULL twice. */
bool plan_is_same(const char *a, const char *b);

/* The commands of Proxmox VE that are still to be run, in their order, and how many there are; CLUSTER NULL: there
 * is no cluster. */
unsigned steps_print(const struct cluster *cluster, const struct fabric *fabric);

#endif
