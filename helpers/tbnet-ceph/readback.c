/* SPDX-License-Identifier: GPL-2.0-or-later */
/* readback: what the OSDs run with, asked of themselves. */
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

/* Also false where the OSD has an entry of its own: that is somebody's choice. */
static bool is_for(const struct cluster *c, const struct wish *w, const char *osd, const char *host)
{
	if (!w->after || plan_value(c, osd, w->name))
		return false;
	return strncmp(w->who, "osd/host:", 9) != 0 || strcmp(w->who + 9, host) == 0;
}

/* The first wish that it does not run with; NULL: it has all. */
static const struct wish *missing(const struct cluster *c, const struct plan *plan, const char *osd, const char *host, struct json_object *running)
{
	for (size_t i = 0; i < plan->n; i++)
		if (is_for(c, &plan->v[i], osd, host) && !plan_is_same(member_text(running, plan->v[i].name), plan->v[i].after))
			return &plan->v[i];
	return NULL;
}

/* True if it has all, asked until the deadline. */
static bool has_all(const struct cluster *c, const struct plan *plan, uint64_t id, int64_t deadline)
{
	char osd[32];
	const char *const words[] = { "tell", osd, "config", "show", NULL };
	const char *host = host_of(c, id);

	snprintf(osd, sizeof(osd), "osd.%" PRIu64, id);
	for (;;) {
		_cleanup_(json_put) struct json_object *running = NULL;
		const struct wish *w;

		if (call_json(words, (unsigned)clock_left(deadline) / 1000 + 1, &running) < 0)
			return false;
		w = missing(c, plan, osd, host, running);
		if (!w)
			return true;
		if (clock_left(deadline) == 0) {
			log_plain(LOG_ERR, "%s: runs with %s %s, and not %s: ceph.conf on its node or an override wins, see ceph config show %s",
				  osd, w->name, member_text(running, w->name), w->after, osd);
			return false;
		}
		clock_poll(-1, clock_now() + PAUSE_MS);
	}
}

unsigned readback(const struct cluster *cluster, const struct plan *plan, unsigned wait)
{
	struct json_object *osds = member_array(cluster->osd, "osds");
	int64_t deadline = clock_now() + (int64_t)wait * 1000;
	unsigned without = 0, with = 0;

	for (size_t i = 0; osds && i < json_object_array_length(osds); i++) {
		struct json_object *o = json_object_array_get_idx(osds, i);
		uint64_t id, up = 0;

		if (!member_number(o, "osd", &id))
			continue;
		if (!member_number(o, "up", &up) || !up) {
			log_plain(LOG_WARNING, "osd.%" PRIu64 ": is down, and takes it up when it starts", id);
			without++;
		} else if (has_all(cluster, plan, id, deadline)) {
			with++;
		} else {
			without++;
		}
	}
	printf("%u OSDs run with it%s\n", with, without ? ", not all" : "");
	return without;
}
