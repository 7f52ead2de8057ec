/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cluster: what Ceph says of itself, live or from a file. */
#ifndef TBNET_CLUSTER_H
#define TBNET_CLUSTER_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "call.h"

/* Each NULL where it was not seen. */
struct cluster {
	struct json_object *all;	/* owns the others */
	struct json_object *config;	/* ceph config dump */
	struct json_object *osd;	/* ceph osd dump */
	struct json_object *mon;	/* ceph mon dump */
	struct json_object *metadata;	/* ceph osd metadata, with CRUSH's names for the hosts (ceph osd tree) */
	struct json_object *mgr;	/* ceph mgr dump */
	struct json_object *health;	/* ceph health */
	struct json_object *rules;	/* ceph osd crush rule dump */
	struct json_object *df;		/* ceph osd df */
	bool live;			/* asked here, not read from a file */
	size_t hosts;			/* that have OSDs; 0: not known */
	int release;			/* the oldest that runs; 0: not known */
};

/* Asks ceph, each time for WAIT seconds at most, or reads FILE where that is not NULL: an object of these
 * answers by the names above, or that of `ceph config dump --format json` alone. Strings are fit to be
 * printed then. Returns 0, or a negative errno after saying what failed; to be freed in both cases. */
int cluster_read(const char *file, unsigned wait, struct cluster *ret);

/* How many OSDs the host of the metadata's entry FIRST has; 0 if an entry before it is of the same host. */
unsigned cluster_osds(const struct cluster *c, size_t first);

void cluster_free(struct cluster *cluster);

/* The value in the database for WHO (global, osd, osd/host:NAME), NULL: not set. It belongs to the cluster. */
const char *cluster_value(const struct cluster *c, const char *who, const char *name);

/* The member's text, "" if it has none; its number, also one in a text. */
const char *member_text(struct json_object *o, const char *key);
bool member_number(struct json_object *o, const char *key, uint64_t *ret);

/* The member if it is an array; its elements: see json_object_array_length(). */
struct json_object *member_array(struct json_object *o, const char *key);

#endif
