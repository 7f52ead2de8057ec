/* SPDX-License-Identifier: GPL-2.0-or-later */
/* apply: apply and undo the plan. */
#ifndef TBNET_APPLY_H
#define TBNET_APPLY_H

#include "plan.h"

/* All or none; each says what it did and every failure, and returns an exit code. CLUSTER is asked again. DRY_RUN: only prints it. */
int apply_plan(struct cluster *cluster, struct json_object *plan);
int apply_undo(struct cluster *cluster, bool dry_run);

/* Asks every OSD that is up, and of what is global the monitors in the quorum and the active manager, for the values that they
 * run with, until those are the plan's, or the cluster's WAIT is over. Returns how many do not have them, after saying so. */
unsigned readback(const struct cluster *cluster, struct json_object *plan);

#define RECORD	"tbnet/ceph"	/* a key of the monitors' store: any node of the cluster can undo */

/* The changes that are not undone yet, a plan; *ret is NULL if there are none. Each returns 0, or a negative errno after
 * saying what failed. */
int record_load(const struct cluster *c, struct json_object **ret);
int record_save(const struct cluster *c, struct json_object *record);	/* NULL: none */

/* OLD (or NULL) and PLAN, which loses its reasons, in one: a setting that both have keeps the former value of OLD. NULL without
 * memory, or where a former value is no word of a command. */
struct json_object *record_merge(struct json_object *old, struct json_object *plan);

#endif
