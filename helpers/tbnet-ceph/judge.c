/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judge: the settings in the configuration database. */
#include "judge.h"

#include <stdarg.h>
#include <string.h>

void judge_say(struct judge *j, enum verdict verdict, const char *next, const char *format, ...)
{
	va_list args;

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
		if (!(p.family == AF_INET ? j->fabric->prefix.family && prefix_contains(&j->fabric->prefix, &p) :
					    j->fabric->prefix6.family && prefix_contains(&j->fabric->prefix6, &p)))
			return false;
	}
	return any;
}

/* More of a node's memory than half is not left to OSDs where guests run, too. Hands back the first node that is short. */
static const char *short_of_memory(const struct cluster *c, const char *host, double value)
{
	size_t n = c->metadata ? json_object_array_length(c->metadata) : 0;

	for (size_t i = 0; i < n; i++) {
		struct json_object *o = json_object_array_get_idx(c->metadata, i);
		const char *name = member_text(o, "hostname");
		uint64_t kib, osds = 0;

		if (!*name || (*host && strcmp(host, name) != 0) || !member_number(o, "mem_total_kb", &kib))
			continue;
		for (size_t k = 0; k < n; k++)
			osds += strcmp(member_text(json_object_array_get_idx(c->metadata, k), "hostname"), name) == 0;
		if (value * (double)osds > (double)kib * 1024 / 2)
			return name;
	}
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
			  j->cluster->metadata ? "fits the memory of its nodes" : "where it fits: all OSDs of a node together, half of its memory at most");
}

static void judge_network(struct judge *j, const struct setting *s, const char *who, const char *value, const char *next)
{
	const char *name = s->name;
	char mesh[PREFIX_TEXT_SIZE];
	const struct prefix *p = j->fabric->prefix.family ? &j->fabric->prefix : &j->fabric->prefix6;

	if (s->verdict == NO_EFFECT)
		judge_say(j, NO_EFFECT, next, "%s %s = %s: %s", who, name, value, s->reason);
	else if (!p->family)
		judge_say(j, KEEP, NULL, "%s %s = %s: if it is the mesh's; its prefix is not known: --network", who, name, value);
	else if (judge_in_mesh(j, value))
		judge_say(j, KEEP, NULL, "%s %s = %s: the mesh; for monitors and OSDs that were there before it does nothing until they are made anew or started",
			  who, name, value);
	else
		judge_say(j, WRONG, NULL, "%s %s = %s: is not the mesh, %s; it is set before the first monitor (pveceph init --network), and moves none that is there",
			  who, name, value, prefix_text(p, mesh));
}

static void judge_known(struct judge *j, const struct setting *s, const char *who, const char *value)
{
	_cleanup_free_ char *next = NULL;

	if (!judge_is_word(who) || asprintf(&next, "ceph config rm %s %s", who, s->name) < 0)
		next = NULL;
	if (!s->guide)
		judge_network(j, s, who, value, next);
	else if (strcmp(s->name, "osd_memory_target") == 0)
		judge_memory(j, who, value, next);
	else if (s->guide_who && strcmp(who, s->guide_who) == 0)
		judge_say(j, WRONG, next, "%s %s = %s: belongs to %s, or the manager warns by another interval than the OSDs have",
			  who, s->name, value, s->who);
	else if (s->usual && value_is_same(value, s->usual))
		judge_say(j, NO_EFFECT, next, "%s %s = %s: Ceph's own default", who, s->name, value);
	else
		judge_say(j, s->verdict, s->verdict == OPTIONAL ? NULL : next, "%s %s = %s: %s%s", who, s->name, value, s->reason,
			  s->restart && s->verdict >= WRONG ? "; what it did ends when the daemons start again" : "");
}

void judge_settings(struct judge *j)
{
	for (size_t i = 0; i < json_object_array_length(j->cluster->config); i++) {
		struct json_object *o = json_object_array_get_idx(j->cluster->config, i);
		const struct setting *s = setting_find(member_text(o, "section"), member_text(o, "name"), j->cluster->release);
		const char *mask = member_text(o, "mask");
		_cleanup_free_ char *who = NULL;

		if (!s) {
			j->others++;
			continue;
		}
		j->known++;
		if (asprintf(&who, "%s%s%s", member_text(o, "section"), *mask ? "/" : "", mask) < 0)
			who = NULL;
		if (who)
			judge_known(j, s, who, member_text(o, "value"));
	}
}
