/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pool: create and remove the pool of bench (see bench.h). */
#include <errno.h>
#include <string.h>

#include "bench.h"
#include "log.h"

#define ALLOW	"mon_allow_pool_delete"
#define REMOVE	"osd pool rm " BENCH_POOL " " BENCH_POOL " --yes-i-really-really-mean-it"

/* 1 if it is there, 0 if not, or a negative errno. */
static int is_there(const struct cluster *c)
{
	_cleanup_(json_put) struct json_object *pools = NULL;
	int r = call_ceph(c->wait, &pools, "osd pool ls detail");

	return r < 0 ? r : json_find(pools, "pool_name", BENCH_POOL) != NULL;
}

/* 0 if every monitor in the quorum lets pools be removed, as Proxmox VE has it: what guards pools is not for us to switch off. */
static int may_be_removed(const struct cluster *c)
{
	for (const struct daemon *d = c->daemons; d < c->daemons + c->n_daemons; d++) {
		_cleanup_(json_put) struct json_object *o = NULL;
		int r = strncmp(d->name, "mon.", 4) == 0 && d->runs ? call_ceph(c->wait, &o, "tell %s config get " ALLOW, d->name) : 0;

		if (r < 0)
			return r;
		if (o && strcmp(json_text(o, ALLOW), "true") != 0) {
			log_plain(LOG_ERR, "%s forbids the removal of pools, so bench creates none. Before bench: ceph config set mon " ALLOW
				  " true; after bench: ceph config rm mon " ALLOW, d->name);
			return -EPERM;
		}
	}
	return 0;
}

/* One pattern is written: compressed, the figures would be fiction. */
int pool_make(const struct cluster *cluster)
{
	static const char *const commands[] = {
		"osd pool create " BENCH_POOL " 32 32 --autoscale-mode=off",
		"osd pool set " BENCH_POOL " compression_mode none",
		"osd pool application enable " BENCH_POOL " tbnet",
	};
	int r = is_there(cluster);

	if (r > 0) {
		log_plain(LOG_ERR, "a pool " BENCH_POOL " exists, perhaps from an interrupted bench: ceph " REMOVE);
		return -EEXIST;
	}
	if (r == 0)
		r = may_be_removed(cluster);
	if (r < 0)
		return r;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands) && r == 0; i++)
		r = call_ceph(cluster->wait, NULL, "%s", commands[i]);
	if (r < 0)	/* the pool may exist in spite of the error */
		pool_remove(cluster);
	return r;
}

int pool_remove(const struct cluster *cluster)
{
	int r = call_ceph(cluster->wait, NULL, REMOVE);

	if (r == 0)
		r = is_there(cluster);
	if (r != 0)
		log_plain(LOG_ERR, "the pool " BENCH_POOL " may still exist: ceph " REMOVE);
	return r > 0 ? -EBUSY : r;
}
