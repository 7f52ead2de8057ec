/* SPDX-License-Identifier: GPL-2.0-or-later */
/* apply: the plan made so, and undone. */
#include "apply.h"

#include <errno.h>
#include <string.h>

#include "options.h"
#include "record.h"

static const char *shown(const char *value)
{
	return value ? value : "not set";
}

static int set(const struct wish *w, const char *value, unsigned wait)
{
	const char *const words[] = { "config", value ? "set" : "rm", w->who, w->name, value, NULL };
	int r = call_ceph(words, wait, NULL);

	if (r == 0)
		log_event(LOG_INFO, &(struct log_event){ .action = "change" }, "%s %s: %s", w->who, w->name, shown(value));
	return r;
}

/* The database as it is now. */
static int refresh(struct cluster *c, unsigned wait)
{
	static const char *const words[] = { "config", "dump", NULL };
	struct json_object *o = NULL;
	int r = call_json(words, wait, &o);

	if (r == 0 && !json_object_is_type(o, json_type_array))
		r = -EBADMSG;
	if (r == 0 && json_object_object_add(c->all, "config", o) != 0)
		r = -ENOMEM;
	if (r < 0)
		return json_object_put(o), r;
	c->config = o;
	return 0;
}

/* 0 if the database has all of it, after saying what it has not. */
static int check(struct cluster *c, const struct plan *plan, bool before, unsigned wait)
{
	int r = refresh(c, wait);

	for (size_t i = 0; i < plan->n && r >= 0; i++) {
		const struct wish *w = &plan->v[i];
		const char *now = cluster_value(c, w->who, w->name), *want = before ? w->before : w->after;

		if (plan_is_same(now, want))
			continue;
		log_plain(LOG_ERR, "%s %s: the database has %s, and not %s", w->who, w->name, shown(now), shown(want));
		r = -EIO;
	}
	return r;
}

/* Of what was made, the last first: one that failed may have been made all the same. */
static void roll_back(const struct plan *plan, size_t made, struct json_object *old, unsigned wait)
{
	bool all = true;

	for (size_t i = made; i-- > 0;)
		all = set(&plan->v[i], plan->v[i].before, wait) == 0 && all;
	if (all && record_save(old) == 0)
		log_plain(LOG_ERR, "nothing was changed");
	else
		log_plain(LOG_ERR, "not all is as it was: tbnet-ceph undo, once Ceph answers");
}

static int make(struct cluster *c, const struct plan *plan, struct json_object *old, unsigned wait)
{
	for (size_t i = 0; i < plan->n; i++)
		if (set(&plan->v[i], plan->v[i].after, wait) < 0)
			return roll_back(plan, i + 1, old, wait), EXIT_FAILED;
	if (check(c, plan, false, wait) < 0)
		return EXIT_FAILED;
	return readback(c, plan, wait) ? EXIT_PARTLY : EXIT_DONE;
}

static bool is_of(struct json_object *record, const struct cluster *c)
{
	if (record_is_of(record, c))
		return true;
	log_plain(LOG_ERR, RECORD " is of another cluster, %s: undo there, or move it away", member_text(record, "fsid"));
	return false;
}

int apply_plan(struct cluster *cluster, const struct plan *plan, struct json_object *old, unsigned wait)
{
	_cleanup_(json_put) struct json_object *new = NULL;

	if (!plan->n)
		return EXIT_DONE;
	if (old && !is_of(old, cluster))
		return EXIT_FAILED;
	if (record_merge(old, plan, member_text(cluster->osd, "fsid"), &new) < 0 || record_save(new) < 0) {
		log_plain(LOG_ERR, "nothing was changed: no backup in " RECORD);
		return EXIT_FAILED;
	}
	return make(cluster, plan, old, wait);
}

/* Names every entry that is neither as it was nor as it was made. */
static bool is_ours(const struct cluster *c, const struct plan *plan)
{
	bool ours = true;

	for (size_t i = 0; i < plan->n; i++) {
		const struct wish *w = &plan->v[i];
		const char *now = cluster_value(c, w->who, w->name);

		if (plan_is_same(now, w->after) || plan_is_same(now, w->before))
			continue;
		log_plain(LOG_ERR, "%s %s: is %s, which is not what tbnet-ceph made it (%s); nothing is undone while it is like that",
			  w->who, w->name, shown(now), shown(w->after));
		ours = false;
	}
	return ours;
}

int apply_undo(struct cluster *cluster, unsigned wait)
{
	_cleanup_(json_put) struct json_object *record = NULL;
	_cleanup_(plan_free) struct plan plan = { 0 };

	if (record_load(&record) < 0)
		return EXIT_FAILED;
	if (!record) {
		log_plain(LOG_INFO, "nothing to undo: no " RECORD);
		return EXIT_DONE;
	}
	if (!is_of(record, cluster))
		return EXIT_FAILED;
	if (record_plan(record, &plan) < 0) {
		log_event(LOG_ERR, &(struct log_event){ .error = -ENOMEM }, "nothing was undone");
		return EXIT_FAILED;
	}
	if (!is_ours(cluster, &plan))
		return EXIT_FAILED;
	for (size_t i = plan.n; i-- > 0;) {
		const struct wish *w = &plan.v[i];

		if (plan_is_same(cluster_value(cluster, w->who, w->name), w->before))
			continue;
		if (set(w, w->before, wait) < 0) {
			log_plain(LOG_ERR, "not all is undone; what is left is in " RECORD ", for the next undo");
			return EXIT_FAILED;
		}
	}
	if (check(cluster, &plan, true, wait) == 0 && record_save(NULL) == 0)
		return EXIT_DONE;
	log_plain(LOG_ERR, RECORD " is kept, for the next undo");
	return EXIT_FAILED;
}
