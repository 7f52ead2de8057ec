/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cluster: what Ceph says of itself, live or from a file. */
#ifndef TBNET_CLUSTER_H
#define TBNET_CLUSTER_H

#include "call.h"
#include "prefix.h"

/* A monitor, an OSD or the active manager. */
struct daemon {
	char name[80];			/* "mon.n1", "osd.3" */
	struct json_object *map;	/* its entry in the map, with its addresses; of a manager all of its map */
	bool runs;			/* it is up, or in the quorum */
	/* of an OSD; "" and 0: not known */
	const char *host;		/* as CRUSH calls it */
	const char *machine;		/* host name; may be in CRUSH under several names */
	uint64_t kib;			/* memory of that machine */
};

/* KiB of OSDs */
struct room {
	double used, all, largest;	/* largest: what fails first, an OSD of a host or a host of many */
};

struct rule_host {
	const char *name;
	struct room room;
};

/* The OSDs over which a rule of CRUSH spreads data. */
struct rule {
	const char *name;
	uint64_t id, type;		/* type: as that of the pools that it is for */
	const char *domain;		/* "osd", "host", ...; "": not known */
	const char *class;		/* of devices; "": all */
	char root[64];
	struct rule_host *host;		/* those below its root, with OSDs of this class */
	size_t hosts;			/* how many; 0: not known */
	struct room room;		/* of all of them */
};

/* Each NULL where it was not seen. */
struct cluster {
	struct json_object *all;	/* owns the others */
	struct json_object *config;	/* ceph config dump */
	struct json_object *conf;	/* of this machine's ceph.conf, in the same form; it wins over the database */
	struct json_object *osd;	/* ceph osd dump */
	struct json_object *mgr;	/* ceph mgr dump */
	struct json_object *health;	/* ceph health */
	struct json_object *tree;	/* the nodes of ceph osd df tree */
	struct rule *rules;		/* ceph osd crush rule dump */
	size_t n_rules;
	struct daemon *daemons;
	size_t n_daemons;
	unsigned mons, osds, machines;	/* machines: that have OSDs */
	int release;			/* the oldest that runs; 0: not known */
	unsigned wait;			/* seconds, for one answer */
};

/* The questions, config first, by the names of the members of ALL; a name of NULL ends them. INSTEAD: the monitors' answer, for
 * what only a manager gives. */
extern const struct cluster_source {
	const char *name, *command, *instead;
} cluster_sources[];

/* Asks ceph, each time for WAIT seconds at most, or reads FILE where that is not NULL: an object of these answers, by
 * their names, or that of `ceph config dump --format json` alone. Strings are fit to be printed then. Returns 0, or a
 * negative errno after saying what failed; to be freed in both cases. */
int cluster_read(const char *file, unsigned wait, struct cluster *ret);

/* The database as it is now. Returns 0 or a negative errno. */
int cluster_refresh(struct cluster *c);

void cluster_free(struct cluster *c);

static inline bool daemon_is_osd(const struct daemon *d)
{
	return d->name[0] == 'o';
}

/* How many OSDs are on the machine of this one. */
unsigned cluster_osds(const struct cluster *c, const struct daemon *osd);

/* True for the first OSD of its host in CRUSH. */
bool cluster_is_first(const struct cluster *c, const struct daemon *osd);

/* The value in the database for WHO (global, osd, osd/host:NAME), NULL: not set. It belongs to the cluster. */
const char *cluster_value(const struct cluster *c, const char *who, const char *name);

/* The same for the OSDs that WHO is for, whichever entry it is in: that one, osd or global. */
const char *cluster_value_for(const struct cluster *c, const char *who, const char *name);

/* A daemon has an address for each family and each version of the protocol; WHAT: public, cluster, which only OSDs have. NULL
 * behind the last one; RET has no family for what is no address. */
struct json_object *daemon_address(const struct daemon *d, const char *what, size_t i, struct prefix *ret);

/* The node of CRUSH with this number, OSDs from 0 up and buckets from -1 down, and the bucket that has a node; NULL: none. */
struct json_object *crush_node(const struct cluster *c, int64_t id);
struct json_object *crush_parent(const struct cluster *c, struct json_object *node);

/* The rules, with what they find in the tree, for cluster_read(). Returns 0 or -ENOMEM. */
int crush_read(struct cluster *c, struct json_object *rules);

#endif
