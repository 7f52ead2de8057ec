/* SPDX-License-Identifier: GPL-2.0-or-later */
/* apply: apply and undo the plan. */
#include "apply.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "options.h"

static const char *shown(const char *value)
{
	return value ? value : "not set";
}

static const char *now(const struct cluster *c, struct json_object *wish)
{
	return cluster_value(c, json_text(wish, "who"), json_text(wish, "name"));
}

/* KEY: before, after */
static int set(const struct cluster *c, struct json_object *wish, const char *key)
{
	const char *who = json_text(wish, "who"), *name = json_text(wish, "name"), *value = plan_value(wish, key);
	int r = value ? call_ceph(c->wait, NULL, "config set %s %s %s", who, name, value) : call_ceph(c->wait, NULL, "config rm %s %s", who, name);

	if (r == 0)
		log_event(LOG_INFO, &(struct log_event){ .action = "change" }, "%s %s: %s", who, name, shown(value));
	return r;
}

/* True if the database has all of it, after saying what it has not. */
static bool has_all(struct cluster *c, struct json_object *plan, const char *key)
{
	bool all = cluster_refresh(c) == 0;

	for (size_t i = 0; c->config && i < json_length(plan); i++) {
		struct json_object *w = json_at(plan, i);
		const char *want = plan_value(w, key);

		if (plan_is_same(now(c, w), want))
			continue;
		log_plain(LOG_ERR, "%s %s: the database has %s, wanted is %s", json_text(w, "who"), json_text(w, "name"), shown(now(c, w)), shown(want));
		all = false;
	}
	return all;
}

/* Of what was made, the last first: one that failed may still have been made. */
static void roll_back(const struct cluster *c, struct json_object *plan, size_t made, struct json_object *old)
{
	bool all = true;

	for (size_t i = made; i-- > 0;)
		all = set(c, json_at(plan, i), "before") == 0 && all;
	if (all && record_save(c, old) == 0)
		log_plain(LOG_ERR, "nothing was changed");
	else
		log_plain(LOG_ERR, "not everything is restored; next, once Ceph answers: tbnet-ceph undo");
}

int apply_plan(struct cluster *cluster, struct json_object *plan)
{
	_cleanup_(json_put) struct json_object *old = NULL, *new = NULL;

	if (!json_length(plan))
		return EXIT_DONE;
	if (record_load(cluster, &old) < 0)
		return EXIT_FAILED;
	new = record_merge(old, plan);
	if (!new || record_save(cluster, new) < 0) {
		log_plain(LOG_ERR, "nothing was changed: cannot save the former values");
		return EXIT_FAILED;
	}
	for (size_t i = 0; i < json_length(plan); i++)
		if (set(cluster, json_at(plan, i), "after") < 0) {
			roll_back(cluster, plan, i + 1, old);
			return EXIT_FAILED;
		}
	if (!has_all(cluster, plan, "after"))
		return EXIT_FAILED;
	return readback(cluster, plan) ? EXIT_PARTLY : EXIT_DONE;
}

/* Names every entry that is neither as it was nor as it was made. */
static bool is_ours(const struct cluster *c, struct json_object *plan)
{
	bool ours = true;

	for (size_t i = 0; i < json_length(plan); i++) {
		struct json_object *w = json_at(plan, i);

		if (plan_is_same(now(c, w), plan_value(w, "after")) || plan_is_same(now(c, w), plan_value(w, "before")))
			continue;
		log_plain(LOG_ERR, "%s %s: is %s, but tbnet-ceph set %s; undo skipped",
			  json_text(w, "who"), json_text(w, "name"), shown(now(c, w)), shown(plan_value(w, "after")));
		ours = false;
	}
	return ours;
}

int apply_undo(struct cluster *c, bool dry_run)
{
	_cleanup_(json_put) struct json_object *record = NULL;
	bool left = false;

	if (record_load(c, &record) < 0)
		return EXIT_FAILED;
	if (!record) {
		log_plain(LOG_INFO, "nothing to undo");
		return EXIT_DONE;
	}
	if (!is_ours(c, record))
		return EXIT_FAILED;
	for (size_t i = json_length(record); i-- > 0;) {
		struct json_object *w = json_at(record, i);

		if (plan_is_same(now(c, w), plan_value(w, "before")))
			continue;
		left = true;
		if (dry_run) {
			printf("%s %s: %s -> %s\n", json_text(w, "who"), json_text(w, "name"), shown(now(c, w)), shown(plan_value(w, "before")));
		} else if (set(c, w, "before") < 0) {
			log_plain(LOG_ERR, "undone in part; the next undo does the rest");
			return EXIT_FAILED;
		}
	}
	if (dry_run)
		return left ? EXIT_PARTLY : EXIT_DONE;
	if (has_all(c, record, "before") && record_save(c, NULL) == 0)
		return EXIT_DONE;
	log_plain(LOG_ERR, "not everything is undone; the former values stay for the next undo");
	return EXIT_FAILED;
}
