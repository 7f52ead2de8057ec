/* SPDX-License-Identifier: GPL-2.0-or-later */
/* safety: what can lose data or stop it beside the pools: health, flags, ratios, monitors, managers, room (see judge.h). */
#include <string.h>

#include "cephnet.h"
#include "file.h"
#include "judge.h"
#include "text.h"

/* The checks of health that have a line of their own here */
static bool is_named_elsewhere(const char *check)
{
	return strcmp(check, "OSDMAP_FLAGS") == 0 || strcmp(check, "OSD_OUT_OF_ORDER_FULL") == 0;
}

static void judge_health(struct judge *j)
{
	struct json_object *checks, *summary, *muted;

	if (!json_object_is_type(j->cluster->health, json_type_object) || !json_object_object_get_ex(j->cluster->health, "checks", &checks) ||
	    !json_object_is_type(checks, json_type_object))
		return;
	json_object_object_foreach(checks, name, check) {
		if (is_named_elsewhere(name) || !json_object_is_type(check, json_type_object) || !judge_is_word(name) ||
		    (json_object_object_get_ex(check, "muted", &muted) && json_object_get_boolean(muted)))
			continue;
		summary = json_object_object_get_ex(check, "summary", &summary) ? summary : NULL;
		judge_say(j, strcmp(member_text(check, "severity"), "HEALTH_ERR") == 0 ? DANGEROUS : WRONG, NULL,
			  "%s %s: %s; more: ceph health detail", member_text(check, "severity"), name, member_text(summary, "message"));
	}
}

static const struct {
	const char *flag, *unset, *effect;
} flags[] = {
	{ "pauserd", "pause", "no client reads" },
	{ "pausewr", "pause", "no client writes" },
	{ "noup", "noup", "an OSD that starts is not let in" },
	{ "nodown", "nodown", "an OSD that fails is not noticed, and its clients wait" },
	{ "noin", "noin", "an OSD that comes back gets no data" },
	{ "noout", "noout", "copies that an OSD had are not made anew when it stays away" },
	{ "nobackfill", "nobackfill", "missing copies are not made" },
	{ "norecover", "norecover", "missing copies are not made" },
	{ "norebalance", "norebalance", "data does not move to where it belongs" },
	{ "noscrub", "noscrub", "copies are not compared" },
	{ "nodeep-scrub", "nodeep-scrub", "data that went bad on a disk is not found" },
};

/* "a,b,c" has it */
static bool has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (; *list; list += strcspn(list, ","), list += *list == ',')
		if (strncmp(list, word, n) == 0 && (list[n] == ',' || !list[n]))
			return true;
	return false;
}

static void judge_flags(struct judge *j)
{
	const char *set = member_text(j->cluster->osd, "flags");

	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++) {
		_cleanup_free_ char *next = NULL;

		if (!has_word(set, flags[i].flag))
			continue;
		if (asprintf(&next, "ceph osd unset %s", flags[i].unset) < 0)
			next = NULL;
		judge_say(j, WRONG, next, "flag %s is set: %s", flags[i].flag, flags[i].effect);
	}
}

static double ratio(const struct cluster *c, const char *name)
{
	struct json_object *o;

	return json_object_is_type(c->osd, json_type_object) && json_object_object_get_ex(c->osd, name, &o) ? json_object_get_double(o) : 0;
}

static void judge_ratios(struct judge *j)
{
	double near = ratio(j->cluster, "nearfull_ratio"), backfill = ratio(j->cluster, "backfillfull_ratio"), full = ratio(j->cluster, "full_ratio");

	if (full > 0 && !(near < backfill && backfill < full && full < 0.98))
		judge_say(j, DANGEROUS, "ceph osd set-nearfull-ratio 0.85 && ceph osd set-backfillfull-ratio 0.9 && ceph osd set-full-ratio 0.95",
			  "ratios out of order: nearfull %.2f, backfillfull %.2f, full %.2f: OSDs fill up before anybody is warned; these are Ceph's own", near, backfill, full);
}

static void judge_monitors(struct judge *j)
{
	struct json_object *mons = member_array(j->cluster->mon, "mons"), *standbys = member_array(j->cluster->mgr, "standbys");
	size_t n = mons ? json_object_array_length(mons) : 0, hosts = j->cluster->hosts;

	if (hosts < 2)
		return;
	if (n == 1)
		judge_say(j, hosts > 2 ? DANGEROUS : WRONG, NULL, "1 monitor for %zu hosts: while its node is off nobody reaches any data, "
			  "and its disk has the only maps; tbnet-ceph plan has the commands", hosts);
	else if (n == 2)
		judge_say(j, WRONG, NULL, "2 monitors: both are the majority, so either one that is off stops all; a third one may be on a machine without OSDs");
	if (standbys && !json_object_array_length(standbys))
		judge_say(j, WRONG, NULL, "no standby manager: while the node of %s is off nobody balances or counts; pveceph mgr create on another node",
			  member_text(j->cluster->mgr, "active_name"));
}

/* KiB of an OSD, used and in all */
static bool room_of(const struct cluster *c, uint64_t id, double *used, double *all)
{
	struct json_object *nodes = member_array(c->df, "nodes");
	uint64_t n, u, a;

	for (size_t i = 0; nodes && i < json_object_array_length(nodes); i++) {
		struct json_object *o = json_object_array_get_idx(nodes, i);

		if (!member_number(o, "id", &n) || n != id || !member_number(o, "kb_used", &u) || !member_number(o, "kb", &a))
			continue;
		*used = (double)u;
		*all = (double)a;
		return true;
	}
	return false;
}

/* Of a host: its name, what its OSDs have, and the largest of them. */
struct room {
	double used, all, largest;
};

static struct room room_of_host(const struct cluster *c, const char *host)
{
	struct room sum = { 0 };

	for (size_t i = 0; i < json_object_array_length(c->metadata); i++) {
		struct json_object *o = json_object_array_get_idx(c->metadata, i);
		double used, all;
		uint64_t id;

		if (strcmp(member_text(o, "hostname"), host) != 0 || !member_number(o, "id", &id) || !room_of(c, id, &used, &all))
			continue;
		sum.used += used;
		sum.all += all;
		sum.largest = all > sum.largest ? all : sum.largest;
	}
	return sum;
}

/* Who takes over: with more hosts than copies the other hosts, else the other OSDs of the same host. */
static void judge_room(struct judge *j)
{
	const struct cluster *c = j->cluster;
	double near = ratio(c, "nearfull_ratio"), used = 0, all = 0, largest = 0;
	bool others = c->hosts > pools_widest(c);

	for (size_t i = 0; near > 0 && c->metadata && i < json_object_array_length(c->metadata); i++) {
		const char *host = member_text(json_object_array_get_idx(c->metadata, i), "hostname");
		struct room r;

		if (!cluster_osds(c, i))	/* seen with an earlier OSD */
			continue;
		r = room_of_host(c, host);
		used += r.used;
		all += r.all;
		largest = r.all > largest ? r.all : largest;
		if (!others && r.all > r.largest && r.used / (r.all - r.largest) >= near)
			judge_say(j, WRONG, NULL, "%s: if an OSD of it fails the others get to %.0f %% (nearfull is %.0f %%): more disks, or less data",
				  host, r.used / (r.all - r.largest) * 100, near * 100);
	}
	if (others && all > largest && used / (all - largest) >= near)
		judge_say(j, WRONG, NULL, "if a node fails the others get to %.0f %% (nearfull is %.0f %%): more disks, or less data",
			  used / (all - largest) * 100, near * 100);
}

/* "osd_pool_default_size = 2", where Ceph takes a blank for "_", too; 0: no such line. */
static unsigned number_in(const char *text, const char *key)
{
	unsigned found = 0, n;

	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		char value[16] = "";
		size_t i = 0;

		line += strspn(line, " \t");
		while (key[i] && (line[i] == key[i] || (key[i] == '_' && line[i] == ' ')))
			i++;
		if (key[i] || line[i + strspn(line + i, " \t")] != '=')
			continue;
		i += strspn(line + i, " \t=");
		snprintf(value, sizeof(value), "%.*s", (int)strspn(line + i, "0123456789"), line + i);
		if (text_to_uint(value, 0, 1000, &n) == 0)
			found = n;
	}
	return found;
}

/* Proxmox VE has the defaults of pools in ceph.conf, which wins over the database. */
static void judge_conf(struct judge *j)
{
	_cleanup_free_ char *text = NULL;
	unsigned copies, least;
	size_t size;

	if (!j->cluster->live || file_read(CEPH_CONF, &text, &size) < 0)
		return;
	copies = number_in(text, "osd_pool_default_size");
	least = number_in(text, "osd_pool_default_min_size");
	if (copies == 1 || copies == 2)
		judge_say(j, DANGEROUS, NULL, "osd_pool_default_size = %u in " CEPH_CONF ": the next pool has so few copies; 3 is Ceph's own", copies);
	if (least == 1)
		judge_say(j, DANGEROUS, NULL, "osd_pool_default_min_size = 1 in " CEPH_CONF ": the next pool takes writes with one copy; 2 is enough for three");
}

void judge_safety(struct judge *j)
{
	judge_health(j);
	judge_ratios(j);
	judge_flags(j);
	judge_monitors(j);
	judge_conf(j);
	judge_room(j);
}
