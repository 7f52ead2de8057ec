/* SPDX-License-Identifier: GPL-2.0-or-later */
/* safety: judge what can lose or stop data, except pools: health, flags, monitors, managers (see judge.h). */
#include <string.h>

#include "judge.h"

#define RATIOS	"ceph osd set-nearfull-ratio 0.85 && ceph osd set-backfillfull-ratio 0.9 && ceph osd set-full-ratio 0.95"

static bool is_muted(struct json_object *check)
{
	return json_object_get_boolean(json_member(check, "muted"));
}

/* Prints Ceph's own warnings; flags have lines of their own. */
static void judge_health(struct judge *j)
{
	struct json_object *checks = json_member(j->cluster->health, "checks");

	if (!json_object_is_type(checks, json_type_object))
		return;
	json_object_object_foreach(checks, name, check) {
		const char *severity = json_text(check, "severity");

		if (is_muted(check) || !judge_is_word(name) || strcmp(name, "OSDMAP_FLAGS") == 0 || strcmp(name, "OSD_FLAGS") == 0)
			continue;
		judge_say(j, strcmp(severity, "HEALTH_ERR") == 0 ? DANGEROUS : WRONG, strcmp(name, "OSD_OUT_OF_ORDER_FULL") == 0 ? RATIOS : NULL,
			  "%s %s: %s; more: ceph health detail", severity, name, json_text(json_member(check, "summary"), "message"));
	}
}

static const struct flag {
	const char *name, *unset, *effect;
} flags[] = {
	{ "pauserd", "pause", "no client reads" },
	{ "pausewr", "pause", "no client writes" },
	{ "noup", "noup", "an OSD that starts stays out" },
	{ "nodown", "nodown", "Ceph does not notice an OSD that fails, and its clients wait" },
	{ "noin", "noin", "an OSD that returns gets no data" },
	{ "noout", "noout", "Ceph does not replace the copies of an OSD that stays away" },
	{ "nobackfill", "nobackfill", "Ceph does not replace missing copies" },
	{ "norecover", "norecover", "Ceph does not replace missing copies" },
	{ "norebalance", "norebalance", "data does not move to where it belongs" },
	{ "noscrub", "noscrub", "Ceph does not compare copies" },
	{ "nodeep-scrub", "nodeep-scrub", "Ceph does not find data that went bad on a disk" },
};

/* WHO: an OSD, a host or a class of devices; NULL: all. Other words of the list are no flags that somebody sets. */
static void judge_flags_of(struct judge *j, struct json_object *list, const char *who)
{
	for (size_t i = 0; i < json_length(list); i++)
		for (const struct flag *f = flags; f < flags + sizeof(flags) / sizeof(*flags); f++) {
			const char *name = json_object_get_string(json_at(list, i));
			_cleanup_free_ char *next = who ? judge_command(judge_is_word(who), "ceph osd unset-group %s %s", f->unset, who) :
							  judge_command(true, "ceph osd unset %s", f->unset);

			if (name && strcmp(name, f->name) == 0)
				judge_say(j, WRONG, next, "flag %s is set%s%s: %s", name, who ? " for " : "", who ? who : "", f->effect);
		}
}

/* {"n1": ["noout"]} */
static void judge_group(struct judge *j, const char *groups)
{
	struct json_object *all = json_member(j->cluster->osd, groups);

	if (!json_object_is_type(all, json_type_object))
		return;
	json_object_object_foreach(all, who, list) {
		judge_flags_of(j, list, judge_is_word(who) ? who : "?");
	}
}

static void judge_flags(struct judge *j)
{
	const struct cluster *c = j->cluster;

	judge_flags_of(j, json_member(c->osd, "flags_set"), NULL);
	judge_group(j, "crush_node_flags");
	judge_group(j, "device_class_flags");
	for (size_t i = 0; i < c->n_daemons; i++)
		if (daemon_is_osd(&c->daemons[i]))
			judge_flags_of(j, json_member(c->daemons[i].map, "state"), c->daemons[i].name);
}

static void judge_monitors(struct judge *j)
{
	const struct cluster *c = j->cluster;

	if (c->machines < 2)
		return;
	if (c->mons == 1)
		judge_say(j, c->machines > 2 ? DANGEROUS : WRONG, NULL, "1 monitor for %u hosts: while its node is off nobody reaches any data, "
			  "and its disk has the only maps; tbnet-ceph plan has the commands", c->machines);
	else if (c->mons == 2)
		judge_say(j, WRONG, NULL, "2 monitors: the majority of 2 is 2, so Ceph stops while either is off; a third one may be on a machine without OSDs");
	if (*json_text(c->mgr, "active_name") && !json_length(json_member(c->mgr, "standbys")))
		judge_say(j, WRONG, NULL, "no standby manager: while the node of %s is off, Ceph neither balances data nor collects figures; pveceph mgr create on another node",
			  json_text(c->mgr, "active_name"));
}

void judge_safety(struct judge *j)
{
	judge_health(j);
	judge_flags(j);
	judge_monitors(j);
}
