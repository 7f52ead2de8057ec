/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plan: the sound settings that this cluster does not have yet. */
#include "plan.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "judge.h"
#include "log.h"

#define MIB		((uint64_t)1024 * 1024)
#define TARGET_MAX	(8192 * MIB)	/* more than that an OSD on one NVMe disk has little use for */
#define TARGET_MIN	(1024 * MIB)	/* Ceph refuses less than 896 MiB */
#define TARGET_STEP	(64 * MIB)
#define INTERVAL	"1209600"	/* 14 days: scrubs of 4 hours a day come round in them */

bool plan_is_same(const char *a, const char *b)
{
	return a && b ? value_is_same(a, b) : a == b;
}

const char *plan_value(struct json_object *wish, const char *key)
{
	return json_member(wish, key) ? json_text(wish, key) : NULL;
}

static int add(struct json_object *plan, const struct cluster *c, const char *who, const char *name, const char *after, const char *reason)
{
	const char *before = cluster_value(c, who, name);
	struct json_object *wish;

	if (plan_is_same(before, after))
		return 0;
	wish = json_object_new_object();
	if (!wish || json_object_array_add(plan, wish) != 0)
		return json_object_put(wish), -ENOMEM;
	return json_put_text(wish, "who", who) && json_put_text(wish, "name", name) && json_put_text(wish, "before", before) &&
	       json_put_text(wish, "after", after) && json_put_text(wish, "reason", reason) ? 0 : -ENOMEM;
}

/* Half of a machine's memory for all its OSDs: guests have the other one. */
static int plan_memory(struct json_object *plan, const struct cluster *c, const struct daemon *osd)
{
	unsigned osds = cluster_osds(c, osd);
	uint64_t half = osd->kib * 1024 / 2, fits = half / osds / TARGET_STEP * TARGET_STEP;
	char who[160], value[24], reason[80];
	const char *now;

	snprintf(who, sizeof(who), "osd/host:%.128s", osd->host);
	if (fits < TARGET_MIN) {
		log_plain(LOG_WARNING, "%s: half of its memory is %" PRIu64 " MiB for each of its %u OSDs, which is too little; osd_memory_target is not changed",
			  osd->host, fits / MIB, osds);
		return 0;
	}
	fits = fits > TARGET_MAX ? TARGET_MAX : fits;
	now = cluster_value_for(c, who, "osd_memory_target");
	if (now && strtod(now, NULL) >= (double)TARGET_MIN && strtod(now, NULL) * osds <= (double)half)
		return 0;
	snprintf(value, sizeof(value), "%" PRIu64, fits);
	snprintf(reason, sizeof(reason), "%" PRIu64 " MiB each for %u OSDs, of %" PRIu64 " MiB", fits / MIB, osds, osd->kib / 1024);
	return add(plan, c, who, "osd_memory_target", value, reason);
}

static int plan_hosts(struct json_object *plan, const struct cluster *c)
{
	int r = 0;

	for (const struct daemon *d = c->daemons; d < c->daemons + c->n_daemons && r == 0; d++)
		if (daemon_is_osd(d) && judge_is_word(d->host) && d->kib && d->kib < UINT64_MAX / 1024 && cluster_is_first(c, d))
			r = plan_memory(plan, c, d);
	return r;
}

/* One that is set is somebody's choice, but for one that an apply made which was cut short before the other. */
static int plan_window(struct json_object *plan, const struct cluster *c)
{
	static const char *const names[] = { "osd_scrub_begin_hour", "osd_scrub_end_hour" }, *const hours[] = { "2", "6" };
	int r = 0;

	for (size_t i = 0; i < 2; i++) {
		const char *now = cluster_value(c, "osd", names[i]);

		if (cluster_value(c, "global", names[i]) || (now && !plan_is_same(now, hours[i])))
			return 0;
	}
	for (size_t i = 0; i < 2 && r == 0; i++)
		r = add(plan, c, "osd", names[i], hours[i], "scrubs start between 2 and 6 o'clock");
	return r;
}

/* Where it is set for OSDs only it moves to global: the manager warns by that. */
static int plan_interval(struct json_object *plan, const struct cluster *c, const char *name)
{
	const char *osd = cluster_value(c, "osd", name);
	int r;

	if (!osd)
		return cluster_value(c, "global", name) ? 0 :
		       add(plan, c, "global", name, INTERVAL, "14 days, for OSDs and for the manager, which warns by it");
	r = add(plan, c, "global", name, osd, "from osd to global: the manager warns by it, too");
	return r < 0 ? r : add(plan, c, "osd", name, NULL, "replaced by the value at global");
}

struct json_object *plan_make(const struct cluster *cluster)
{
	_cleanup_(json_put) struct json_object *plan = json_object_new_array();

	if (plan && plan_hosts(plan, cluster) == 0 && plan_window(plan, cluster) == 0 &&
	    plan_interval(plan, cluster, "osd_deep_scrub_interval") == 0 && plan_interval(plan, cluster, "osd_scrub_max_interval") == 0)
		return TAKE(plan);
	log_event(LOG_ERR, &(struct log_event){ .error = -ENOMEM }, "nothing was changed");
	return NULL;
}

void plan_print(struct json_object *plan)
{
	for (size_t i = 0; i < json_length(plan); i++) {
		struct json_object *w = json_at(plan, i);
		const char *before = plan_value(w, "before"), *after = plan_value(w, "after");

		printf("%s %s: %s -> %s (%s)\n", json_text(w, "who"), json_text(w, "name"), before ? before : "not set",
		       after ? after : "not set", json_text(w, "reason"));
	}
	if (!json_length(plan))
		puts("nothing to change: the sound settings are there");
}
