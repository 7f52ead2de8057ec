/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plan: the sound settings that this cluster does not have yet. */
#include "plan.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "judge.h"
#include "log.h"
#include "record.h"

#define MIB		((uint64_t)1024 * 1024)
#define TARGET_MAX	(8192 * MIB)	/* more than that an OSD on one NVMe disk has little use for */
#define TARGET_MIN	(1024 * MIB)	/* Ceph refuses less than 896 MiB */
#define TARGET_STEP	(64 * MIB)
#define INTERVAL	"1209600"	/* 14 days: scrubs of 4 hours a day come round in them */

bool plan_is_same(const char *a, const char *b)
{
	return a && b ? value_is_same(a, b) : a == b;
}

void plan_free(struct plan *plan)
{
	for (size_t i = 0; i < plan->n; i++) {
		free(plan->v[i].who);
		free(plan->v[i].name);
		free(plan->v[i].before);
		free(plan->v[i].after);
		free(plan->v[i].reason);
	}
	free(plan->v);
	*plan = (struct plan){ 0 };
}

static int add(struct plan *plan, const struct cluster *c, const char *who, const char *name, const char *after, const char *reason)
{
	const char *before = cluster_value(c, who, name);
	struct wish *v, w;

	if (plan_is_same(before, after))
		return 0;
	v = reallocarray(plan->v, plan->n + 1, sizeof(*v));
	if (!v)
		return -ENOMEM;
	plan->v = v;
	w = (struct wish){ strdup(who), strdup(name), before ? strdup(before) : NULL, after ? strdup(after) : NULL, strdup(reason) };
	v[plan->n++] = w;	/* freed with the others, also when one of them is NULL */
	return w.who && w.name && w.reason && !before == !w.before && !after == !w.after ? 0 : -ENOMEM;
}

/* What is set for the OSDs of a node, by whichever entry; NULL: Ceph's own. */
static const char *target_of(const struct cluster *c, const char *who)
{
	static const char *const wider[] = { "osd", "global" };
	const char *value = cluster_value(c, who, "osd_memory_target");

	for (size_t i = 0; i < 2 && !value; i++)
		value = cluster_value(c, wider[i], "osd_memory_target");
	return value;
}

/* Half of a node's memory for all its OSDs: guests have the other one. */
static int plan_memory(struct plan *plan, const struct cluster *c, const char *host, uint64_t kib, unsigned osds)
{
	uint64_t fits = kib * 1024 / 2 / osds / TARGET_STEP * TARGET_STEP;
	_cleanup_free_ char *who = NULL, *value = NULL, *reason = NULL;
	const char *now;

	if (asprintf(&who, "osd/host:%s", host) < 0)
		return who = NULL, -ENOMEM;
	if (fits < TARGET_MIN) {
		log_plain(LOG_WARNING, "%s: half of its memory is %" PRIu64 " MiB for each of its %u OSDs, which is too little; osd_memory_target is left alone",
			  host, fits / MIB, osds);
		return 0;
	}
	fits = fits > TARGET_MAX ? TARGET_MAX : fits;
	now = target_of(c, who);
	if (now && strtod(now, NULL) >= (double)TARGET_MIN && strtod(now, NULL) * osds <= (double)kib * 1024 / 2)
		return 0;
	if (asprintf(&value, "%" PRIu64, fits) < 0)
		return value = NULL, -ENOMEM;
	if (asprintf(&reason, "%" PRIu64 " MiB each for %u OSDs, of %" PRIu64 " MiB", fits / MIB, osds, kib / 1024) < 0)
		return reason = NULL, -ENOMEM;
	return add(plan, c, who, "osd_memory_target", value, reason);
}

static int plan_nodes(struct plan *plan, const struct cluster *c)
{
	int r = 0;

	for (size_t i = 0; c->metadata && i < json_object_array_length(c->metadata) && r == 0; i++) {
		struct json_object *o = json_object_array_get_idx(c->metadata, i);
		const char *host = member_text(o, "hostname");
		unsigned osds = cluster_osds(c, i);
		uint64_t kib;

		if (osds && judge_is_word(host) && member_number(o, "mem_total_kb", &kib) && kib < UINT64_MAX / 1024)
			r = plan_memory(plan, c, host, kib, osds);
	}
	return r;
}

static int plan_window(struct plan *plan, const struct cluster *c, struct json_object *record)
{
	static const char *const names[] = { "osd_scrub_begin_hour", "osd_scrub_end_hour" }, *const hours[] = { "2", "6" };
	int r = 0;

	for (size_t i = 0; i < 2; i++) {	/* one that is set is somebody's choice */
		const char *now = cluster_value(c, "osd", names[i]);

		if (cluster_value(c, "global", names[i]) || (now && !record_made(record, c, "osd", names[i], now)))
			return 0;
	}
	for (size_t i = 0; i < 2 && r == 0; i++)
		r = add(plan, c, "osd", names[i], hours[i], "scrubs start between 2 and 6 o'clock");
	return r;
}

/* Where it is set for OSDs only it moves to global: the manager warns by that. */
static int plan_interval(struct plan *plan, const struct cluster *c, const char *name)
{
	const char *osd = cluster_value(c, "osd", name);
	int r;

	if (!osd)
		return cluster_value(c, "global", name) ? 0 :
		       add(plan, c, "global", name, INTERVAL, "14 days, for OSDs and for the manager, which warns by it");
	r = add(plan, c, "global", name, osd, "from osd to global: the manager warns by it, too");
	return r < 0 ? r : add(plan, c, "osd", name, NULL, "is at global");
}

int plan_make(const struct cluster *cluster, struct json_object *record, struct plan *ret)
{
	int r = plan_nodes(ret, cluster);

	if (r == 0)
		r = plan_window(ret, cluster, record);
	if (r == 0)
		r = plan_interval(ret, cluster, "osd_deep_scrub_interval");
	if (r == 0)
		r = plan_interval(ret, cluster, "osd_scrub_max_interval");
	if (r < 0)
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "nothing was changed");
	return r;
}

void plan_print(const struct plan *plan)
{
	for (size_t i = 0; i < plan->n; i++) {
		const struct wish *w = &plan->v[i];

		printf("%s %s: %s -> %s (%s)\n", w->who, w->name, w->before ? w->before : "not set",
		       w->after ? w->after : "not set", w->reason);
	}
	if (!plan->n)
		puts("nothing to change: the sound settings are there");
}
