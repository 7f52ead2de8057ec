/* SPDX-License-Identifier: GPL-2.0-or-later */
/* readback: what the daemons run with, asked of themselves. */
#include <inttypes.h>
#include <string.h>

#include "apply.h"
#include "clock.h"

#define PAUSE_MS	500	/* the monitors send it at once; its arrival raises no event here */

static const char *host_of(const struct cluster *c, uint64_t id)
{
	for (size_t i = 0; c->metadata && i < json_object_array_length(c->metadata); i++) {
		struct json_object *o = json_object_array_get_idx(c->metadata, i);
		uint64_t n;

		if (member_number(o, "id", &n) && n == id)
			return member_text(o, "hostname");
	}
	return "";
}

/* OSDs run with all of it, monitors and managers with what is global: they judge by it how late a scrub is. Also
 * false where the daemon has an entry of its own: that is somebody's choice. */
static bool is_for(const struct cluster *c, const struct wish *w, const char *daemon, const char *host)
{
	if (!w->after || cluster_value(c, daemon, w->name))
		return false;
	if (strncmp(daemon, "osd.", 4) != 0)
		return strcmp(w->who, "global") == 0;
	return strncmp(w->who, "osd/host:", 9) != 0 || strcmp(w->who + 9, host) == 0;
}

/* The first wish that it does not run with; NULL: it has all. */
static const struct wish *missing(const struct cluster *c, const struct plan *plan, const char *daemon, const char *host, struct json_object *running)
{
	for (size_t i = 0; i < plan->n; i++)
		if (is_for(c, &plan->v[i], daemon, host) && !plan_is_same(member_text(running, plan->v[i].name), plan->v[i].after))
			return &plan->v[i];
	return NULL;
}

/* True if it has all, asked until the deadline; each answer has WAIT seconds, the last one, too. */
static bool has_all(const struct cluster *c, const struct plan *plan, const char *daemon, const char *host, unsigned wait, int64_t deadline)
{
	const char *const words[] = { "tell", daemon, "config", "show", NULL };

	for (;;) {
		_cleanup_(json_put) struct json_object *running = NULL;
		const struct wish *w;

		if (call_json(words, wait, &running) < 0)
			return false;
		w = missing(c, plan, daemon, host, running);
		if (!w)
			return true;
		if (clock_left(deadline) == 0) {
			log_plain(LOG_ERR, "%s: runs with %s %s, and not %s: ceph.conf on its node or an override wins, see ceph config show %s",
				  daemon, w->name, member_text(running, w->name), w->after, daemon);
			return false;
		}
		clock_poll(-1, clock_now() + PAUSE_MS);
	}
}

static unsigned ask_osds(const struct cluster *cluster, const struct plan *plan, unsigned wait, int64_t deadline)
{
	struct json_object *osds = member_array(cluster->osd, "osds");
	unsigned without = 0, with = 0;

	for (size_t i = 0; osds && i < json_object_array_length(osds); i++) {
		struct json_object *o = json_object_array_get_idx(osds, i);
		uint64_t id, up = 0;
		char osd[32];

		if (!member_number(o, "osd", &id))
			continue;
		snprintf(osd, sizeof(osd), "osd.%" PRIu64, id);
		if (!member_number(o, "up", &up) || !up) {
			log_plain(LOG_WARNING, "%s: is down, and takes it up when it starts", osd);
			without++;
		} else if (has_all(cluster, plan, osd, host_of(cluster, id), wait, deadline)) {
			with++;
		} else {
			without++;
		}
	}
	printf("%u OSDs run with it%s\n", with, without ? ", not all" : "");
	return without;
}

static bool is_in_quorum(struct json_object *quorum, struct json_object *mon)
{
	uint64_t rank;

	for (size_t i = 0; quorum && member_number(mon, "rank", &rank) && i < json_object_array_length(quorum); i++) {
		struct json_object *o = json_object_array_get_idx(quorum, i);

		if (json_object_is_type(o, json_type_int) && json_object_get_uint64(o) == rank)
			return true;
	}
	return false;
}

/* Monitors in the quorum, and the manager that is active: who is not there takes it up when it starts. */
static unsigned ask_others(const struct cluster *cluster, const struct plan *plan, unsigned wait, int64_t deadline)
{
	static const char *const words[] = { "mgr", "stat", NULL };
	_cleanup_(json_put) struct json_object *mgr = NULL;
	struct json_object *mons = member_array(cluster->mon, "mons"), *quorum = member_array(cluster->mon, "quorum");
	unsigned asked = 0, with = 0;
	char daemon[128];

	for (size_t i = 0; mons && i < json_object_array_length(mons); i++) {
		struct json_object *o = json_object_array_get_idx(mons, i);

		if (!is_in_quorum(quorum, o))
			continue;
		snprintf(daemon, sizeof(daemon), "mon.%s", member_text(o, "name"));
		with += has_all(cluster, plan, daemon, "", wait, deadline);
		asked++;
	}
	if (call_json(words, wait, &mgr) == 0 && *member_text(mgr, "active_name")) {
		snprintf(daemon, sizeof(daemon), "mgr.%s", member_text(mgr, "active_name"));
		with += has_all(cluster, plan, daemon, "", wait, deadline);
		asked++;
	}
	printf("%u monitors and managers run with it%s\n", with, with < asked ? ", not all" : "");
	return asked - with;
}

unsigned readback(const struct cluster *cluster, const struct plan *plan, unsigned wait)
{
	int64_t deadline = clock_now() + (int64_t)wait * 1000;
	unsigned without = ask_osds(cluster, plan, wait, deadline);
	bool global = false;

	for (size_t i = 0; i < plan->n; i++)
		global |= strcmp(plan->v[i].who, "global") == 0;
	return without + (global ? ask_others(cluster, plan, wait, deadline) : 0);
}
