/* SPDX-License-Identifier: GPL-2.0-or-later */
/* record: what the database had before tbnet-ceph changed it, on the disk. */
#ifndef TBNET_RECORD_H
#define TBNET_RECORD_H

#include "plan.h"

#define RECORD	"/var/lib/tbnet/backup/ceph.json"	/* with the others: a purge keeps it, and says so */

/* Each function returns 0, or a negative errno after saying what failed. */

/* The changes that are not undone yet, and the cluster that they are of; *ret is NULL if there is no record. */
int record_load(struct json_object **ret);

/* Whole on the disk, or as it was; NULL: none. */
int record_save(struct json_object *record);

/* OLD (or NULL) and PLAN in one: an entry that both have keeps the former value of OLD. */
int record_merge(struct json_object *old, const struct plan *plan, const char *fsid, struct json_object **ret);

/* True if there is a record, and it is of this cluster. */
bool record_is_of(struct json_object *record, const struct cluster *cluster);

/* True where this cluster has what tbnet-ceph made of nothing there; RECORD NULL: there is none. */
bool record_made(struct json_object *record, const struct cluster *cluster, const char *who, const char *name, const char *now);

/* The record as a plan, with what was there as `before`. */
int record_plan(struct json_object *record, struct plan *ret);

#endif
