/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judge: judge a cluster, worst first; the settings in the configuration database. */
#include "judge.h"

#include <stdarg.h>
#include <string.h>

#include "cephnet.h"

void judge_say(struct judge *j, enum verdict verdict, const char *next, const char *format, ...)
{
	va_list args;

	if (verdict != j->only)
		return;
	j->findings += verdict >= WRONG;
	printf("%-10s", verdict_text(verdict));
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
	if (next)
		printf("%-10snext: %s\n", "", next);
}

bool judge_is_word(const char *s)
{
	return *s && *s != '-' && strspn(s, FABRIC_LETTERS "-_./:") == strlen(s);
}

char *judge_command(bool fit, const char *format, ...)
{
	char *text = NULL;
	va_list args;
	int n;

	if (!fit)
		return NULL;
	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	return n < 0 ? NULL : text;
}

bool judge_in_mesh(const struct judge *j, const char *networks)
{
	_cleanup_free_ char *copy = strdup(networks);
	char *save = NULL;
	bool any = false;

	for (char *w = copy ? strtok_r(copy, ", \t", &save) : NULL; w; w = strtok_r(NULL, ", \t", &save)) {
		struct prefix p;

		if (prefix_parse(w, &p) < 0)
			return false;
		any = true;
		p = prefix_network(&p);
		if (!fabric_has(j->fabric, &p))
			return false;
	}
	return any;
}

/* More of a machine's memory than half is not left to OSDs where guests run, too. Hands back the first host that is short. */
static const char *short_of_memory(const struct cluster *c, const char *host, double value)
{
	for (const struct daemon *d = c->daemons; d < c->daemons + c->n_daemons; d++)
		if (d->kib && *d->host && (!*host || strcmp(host, d->host) == 0) && value * cluster_osds(c, d) > (double)d->kib * 1024 / 2)
			return d->host;
	return NULL;
}

static void judge_memory(struct judge *j, const char *who, const char *value, const char *next)
{
	const char *host = strncmp(who, "osd/host:", 9) == 0 ? who + 9 : "";
	const char *name = short_of_memory(j->cluster, host, strtod(value, NULL));

	if (name)
		judge_say(j, WRONG, next, "%s osd_memory_target = %s: the OSDs of %s would take more than half of its memory", who, value, name);
	else
		judge_say(j, KEEP, NULL, "%s osd_memory_target = %s: %s", who, value,
			  j->cluster->machines ? "fits the memory of its nodes" : "where it fits: all OSDs of a node together, half of its memory at most");
}

static void judge_network(struct judge *j, const struct setting *s, const char *who, const char *value, const char *next)
{
	const char *name = s->name;
	char mesh[PREFIX_TEXT_SIZE];
	const struct prefix *p = fabric_prefix(j->fabric);

	if (strcmp(s->who, "mon") == 0)
		judge_say(j, NO_EFFECT, next, "%s %s = %s: %s", who, name, value, strcmp(name, "cluster_network") == 0 ?
			  "monitors have no cluster network" : "a monitor's address is in the monitor map, from its creation on");
	else if (!p->family)
		judge_say(j, KEEP, NULL, "%s %s = %s: right if it is the mesh; to have it checked: --network", who, name, value);
	else if (judge_in_mesh(j, value))
		judge_say(j, KEEP, NULL, "%s %s = %s: the mesh; existing monitors use it after they are created again, existing OSDs after a restart",
			  who, name, value);
	else if (strcmp(name, "public_network") == 0 && j->split)
		judge_say(j, KEEP, NULL, "%s %s = %s: is not the mesh, %s, but clients use it; the cluster network is the mesh",
			  who, name, value, prefix_text(p, mesh));
	else
		judge_say(j, WRONG, NULL, "%s %s = %s: is not the mesh, %s; set it before the first monitor (pveceph init --network), since it moves no existing monitor",
			  who, name, value, prefix_text(p, mesh));
}

static bool holds(const struct cluster *c, enum condition condition)
{
	const char *queue = cluster_value_for(c, "osd", "osd_op_queue"), *tuned = cluster_value_for(c, "osd", "bluestore_cache_autotune");
	const char *own = cluster_value_for(c, "osd", "osd_mclock_override_recovery_settings");

	if (condition == AUTOTUNE)
		return !tuned || !value_is_same(tuned, "false");
	return condition == ALWAYS || ((!queue || strcmp(queue, "mclock_scheduler") == 0) &&
				       (condition == MCLOCK || !own || !value_is_same(own, "true")));
}

static const struct meaning *find_meaning(const struct cluster *c, const char *name, const char *value)
{
	for (size_t i = 0; i < n_meanings; i++)
		if (meaning_is_of(&meanings[i], name, value) && holds(c, meanings[i].condition))
			return &meanings[i];
	return NULL;
}

/* How many entries the database has of a name. */
static unsigned entries_of(const struct cluster *c, const char *name)
{
	unsigned n = 0;

	for (size_t i = 0; i < json_length(c->config); i++)
		n += strcmp(json_text(json_at(c->config, i), "name"), name) == 0;
	return n;
}

static void judge_value(struct judge *j, const struct setting *s, const char *who, const char *value, const char *next)
{
	const char *usual = setting_usual(s, j->cluster->release);
	const struct meaning *m = find_meaning(j->cluster, s->name, value);

	if (value_is_same(value, usual) && entries_of(j->cluster, s->name) > 1)
		judge_say(j, OTHER, NULL, "%s %s = %s: Ceph's own default; perhaps another entry has another value", who, s->name, value);
	else if (value_is_same(value, usual))
		judge_say(j, NO_EFFECT, next, "%s %s = %s: Ceph's own default", who, s->name, value);
	else if (!m)
		judge_say(j, OTHER, NULL, "%s %s = %s: not the default (%s); not judged", who, s->name, value, usual);
	else
		judge_say(j, m->verdict, m->verdict == KEEP || m->verdict == OPTIONAL ? NULL : next, "%s %s = %s: %s%s", who, s->name, value,
			  m->reason, s->restart && m->verdict == WRONG ? "; its effect ends when the daemons restart" : "");
}

/* It moves to where it belongs, with its value. */
static void judge_place(struct judge *j, const struct setting *s, const char *who, const char *value, const char *remove)
{
	bool moves = remove && judge_is_word(value) && !cluster_value(j->cluster, s->who, s->name);
	_cleanup_free_ char *next = judge_command(moves, "ceph config set %s %s %s && %s", s->who, s->name, value, remove);

	judge_say(j, WRONG, next ? next : remove, "%s %s = %s: set it at %s, or the manager warns by another interval than the OSDs use",
		  who, s->name, value, s->who);
}

/* IN_FILE: it is in this machine's ceph.conf, which wins over the database. The addresses of daemons show what became of its networks. */
static void judge_setting(struct judge *j, struct json_object *entry, bool in_file)
{
	const struct cluster *c = j->cluster;
	const char *section = json_text(entry, "section"), *mask = json_text(entry, "mask"), *value = json_text(entry, "value");
	const struct setting *s = setting_find(section, json_text(entry, "name"), c->release);
	_cleanup_free_ char *who = judge_command(s, in_file ? "ceph.conf [%s]" : "%s%s%s", section, *mask ? "/" : "", mask);
	_cleanup_free_ char *remove = NULL;
	const char *next = "remove that line from " CEPH_CONF ", and restart the daemons, one node after the other";

	j->others += !who && !in_file;
	if (!who || (in_file && (!s->usual || value_is_same(value, setting_usual(s, c->release)))))
		return;
	j->known++;
	remove = judge_command(judge_is_word(who), "ceph config rm %s %s", who, s->name);
	next = in_file ? next : remove;
	if (!s->usual)
		judge_network(j, s, who, value, next);
	else if (strcmp(s->name, "osd_memory_target") == 0)
		judge_memory(j, who, value, next);
	else if (s->guide_who && strcmp(who, s->guide_who) == 0)
		judge_place(j, s, who, value, next);
	else
		judge_value(j, s, who, value, next);
}

void judge_all(struct judge *j)
{
	j->split = judge_is_split(j);
	for (int verdict = N_VERDICTS - 1; verdict >= 0; verdict--) {	/* a pass for each: nothing to keep, nothing to sort */
		j->only = (enum verdict)verdict;
		j->known = j->others = 0;
		judge_safety(j);
		judge_pools(j);
		judge_addresses(j);
		for (size_t i = 0; i < json_length(j->cluster->config); i++)
			judge_setting(j, json_at(j->cluster->config, i), false);
		for (size_t i = 0; i < json_length(j->cluster->conf); i++)
			judge_setting(j, json_at(j->cluster->conf, i), true);
	}
}
