/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pool: one of our own, made and removed (see bench.h). */
#include <errno.h>
#include <string.h>

#include "bench.h"
#include "log.h"

#define ALLOW	"mon_allow_pool_delete"

static int is_there(unsigned wait, bool *ret)
{
	static const char *const words[] = { "osd", "pool", "ls", NULL };
	_cleanup_(json_put) struct json_object *pools = NULL;
	int r = call_json(words, wait, &pools);

	if (r < 0)
		return r;
	*ret = false;
	for (size_t i = 0; json_object_is_type(pools, json_type_array) && i < json_object_array_length(pools); i++) {
		const char *name = json_object_get_string(json_object_array_get_idx(pools, i));

		*ret = *ret || (name && strcmp(name, BENCH_POOL) == 0);
	}
	return 0;
}

/* One pattern is written: compressed, the figures would be fiction. */
int pool_make(const struct cluster *cluster, unsigned wait)
{
	static const char *const make[] = { "osd", "pool", "create", BENCH_POOL, "32", "32", "--autoscale-mode=off", NULL };
	static const char *const plain[] = { "osd", "pool", "set", BENCH_POOL, "compression_mode", "none", NULL };
	static const char *const owner[] = { "osd", "pool", "application", "enable", BENCH_POOL, "tbnet", NULL };
	bool there = false;
	int r = is_there(wait, &there);

	if (r == 0 && there) {
		log_plain(LOG_ERR, "a pool " BENCH_POOL " is there, perhaps of a bench that was cut off: ceph osd pool rm " BENCH_POOL " " BENCH_POOL
			  " --yes-i-really-really-mean-it (needs " ALLOW ")");
		return -EEXIST;
	}
	if (r == 0)
		r = call_ceph(make, wait, NULL);
	else
		return r;
	if (r == 0)
		r = call_ceph(plain, wait, NULL);
	if (r == 0)
		r = call_ceph(owner, wait, NULL);
	if (r < 0)	/* it may have been made all the same */
		pool_remove(cluster, wait);
	return r;
}

/* 1 if this monitor lets pools be removed, 0 if not. */
static int allows(const char *mon, unsigned wait)
{
	const char *const words[] = { "tell", mon, "config", "get", ALLOW, NULL };
	_cleanup_(json_put) struct json_object *o = NULL;
	int r = call_json(words, wait, &o);

	return r < 0 ? r : strcmp(member_text(o, ALLOW), "true") == 0;
}

/* In the monitor's memory only: nothing is left in the database, and a start of the monitor forgets it. */
static int allow(const char *mon, bool on, unsigned wait)
{
	const char *const set[] = { "tell", mon, "config", "set", ALLOW, "true", NULL };
	const char *const unset[] = { "tell", mon, "config", "unset", ALLOW, NULL };

	return call_ceph(on ? set : unset, wait, NULL);
}

static int remove_it(unsigned wait)
{
	static const char *const words[] = { "osd", "pool", "rm", BENCH_POOL, BENCH_POOL, "--yes-i-really-really-mean-it", NULL };
	bool there = true;
	int r = call_ceph(words, wait, NULL);

	if (r == 0)
		r = is_there(wait, &there);
	return r < 0 ? r : there ? -EBUSY : 0;
}

/* Monitor I and those after it are let remove pools, the pool is removed, and they are as they were: whatever
 * fails in between. */
static int remove_with(struct json_object *mons, size_t i, unsigned wait)
{
	_cleanup_free_ char *mon = NULL;
	int r, back;

	if (!mons || i == json_object_array_length(mons))
		return remove_it(wait);
	if (asprintf(&mon, "mon.%s", member_text(json_object_array_get_idx(mons, i), "name")) < 0)
		return mon = NULL, -ENOMEM;
	r = allows(mon, wait);
	if (r != 0)
		return r < 0 ? r : remove_with(mons, i + 1, wait);
	r = allow(mon, true, wait);
	if (r == 0)
		r = remove_with(mons, i + 1, wait);
	back = allow(mon, false, wait);
	if (back < 0)
		log_plain(LOG_ERR, "%s may still let pools be removed: ceph tell %s config unset " ALLOW, mon, mon);
	return r < 0 ? r : back;
}

int pool_remove(const struct cluster *cluster, unsigned wait)
{
	int r = remove_with(member_array(cluster->mon, "mons"), 0, wait);

	if (r < 0)
		log_plain(LOG_ERR, "the pool " BENCH_POOL " may still be there: ceph osd pool rm " BENCH_POOL " " BENCH_POOL
			  " --yes-i-really-really-mean-it (needs " ALLOW ")");
	return r;
}
