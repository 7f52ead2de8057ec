/* SPDX-License-Identifier: GPL-2.0-or-later */
/* readback: ask the daemons which values they run with. */
#include <string.h>

#include "apply.h"
#include "clock.h"

#define PAUSE_MS	500	/* the monitors send it at once; its arrival raises no event here */

/* OSDs run with all of it, monitors and managers with what is global: they judge by it how late a scrub is. Also
 * false where the daemon has an entry of its own: that is somebody's choice. */
static bool is_for(const struct cluster *c, struct json_object *wish, const struct daemon *d)
{
	const char *who = json_text(wish, "who");

	if (!plan_value(wish, "after") || cluster_value(c, d->name, json_text(wish, "name")))
		return false;
	if (!daemon_is_osd(d))
		return strcmp(who, "global") == 0;
	return strncmp(who, "osd/host:", 9) != 0 || strcmp(who + 9, d->host) == 0;
}

/* The first wish that it does not run with; NULL: it has all. */
static struct json_object *missing(const struct cluster *c, struct json_object *plan, const struct daemon *d, struct json_object *running)
{
	for (size_t i = 0; i < json_length(plan); i++) {
		struct json_object *w = json_at(plan, i);

		if (is_for(c, w, d) && !plan_is_same(json_text(running, json_text(w, "name")), plan_value(w, "after")))
			return w;
	}
	return NULL;
}

/* True if it has all, asked until the deadline; each answer has its own time, the last one, too. */
static bool has_all(const struct cluster *c, struct json_object *plan, const struct daemon *d, int64_t deadline)
{
	for (;;) {
		_cleanup_(json_put) struct json_object *running = NULL;
		struct json_object *w;
		const char *name;

		if (call_ceph(c->wait, &running, "tell %s config show", d->name) < 0)
			return false;
		w = missing(c, plan, d, running);
		if (!w)
			return true;
		name = json_text(w, "name");
		if (clock_left(deadline) == 0) {
			log_plain(LOG_ERR, "%s: runs with %s %s, not %s: ceph.conf on its node or an override wins, see ceph config show %s",
				  d->name, name, json_text(running, name), plan_value(w, "after"), d->name);
			return false;
		}
		clock_poll(-1, clock_now() + PAUSE_MS);
	}
}

/* One that is down takes it up when it starts; of monitors and managers that is nothing to say. */
static unsigned ask(const struct cluster *c, struct json_object *plan, bool osds, int64_t deadline)
{
	unsigned without = 0, with = 0;

	for (const struct daemon *d = c->daemons; d < c->daemons + c->n_daemons; d++) {
		if (daemon_is_osd(d) != osds || (!osds && !d->runs))
			continue;
		if (!d->runs)
			log_plain(LOG_WARNING, "%s: is down; the new value counts when it starts", d->name);
		if (d->runs && has_all(c, plan, d, deadline))
			with++;
		else
			without++;
	}
	printf("%u %s run with it%s\n", with, osds ? "OSDs" : "monitors and managers", without ? ", not all" : "");
	return without;
}

unsigned readback(const struct cluster *cluster, struct json_object *plan)
{
	int64_t deadline = clock_now() + (int64_t)cluster->wait * 1000;
	unsigned without = ask(cluster, plan, true, deadline);

	return without + (json_find(plan, "who", "global") ? ask(cluster, plan, false, deadline) : 0);
}
