/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pools: copies, what they are spread over, and when writes stop (see judge.h). */
#include <string.h>

#include "judge.h"

#define REPLICATED	1	/* pg_pool_t::TYPE_REPLICATED */
#define ERASURE		3	/* pg_pool_t::TYPE_ERASURE */

struct pool {
	const char *name, *rule, *domain;	/* domain: "osd", "host", ...; "": not known */
	uint64_t type, size, least, k;		/* k: chunks that data is read from; 1: copies */
	size_t hosts;				/* 0: not known */
};

static struct json_object *find_rule(struct json_object *rules, uint64_t id)
{
	uint64_t n;

	for (size_t i = 0; rules && i < json_object_array_length(rules); i++)
		if (member_number(json_object_array_get_idx(rules, i), "rule_id", &n) && n == id)
			return json_object_array_get_idx(rules, i);
	return NULL;
}

/* The widest type that a rule chooses several of: the first step that chooses, for the rules that Ceph itself makes. */
static const char *domain_of(struct json_object *rule)
{
	struct json_object *steps = member_array(rule, "steps");

	for (size_t i = 0; steps && i < json_object_array_length(steps); i++) {
		struct json_object *o = json_object_array_get_idx(steps, i);

		if (strncmp(member_text(o, "op"), "choose", 6) == 0)
			return member_text(o, "type");
	}
	return "";
}

static uint64_t chunks_of_data(const struct cluster *c, struct json_object *pool)
{
	struct json_object *profiles, *profile;
	uint64_t k;

	return json_object_is_type(c->osd, json_type_object) && json_object_object_get_ex(c->osd, "erasure_code_profiles", &profiles) &&
	       json_object_is_type(profiles, json_type_object) &&
	       json_object_object_get_ex(profiles, member_text(pool, "erasure_code_profile"), &profile) &&
	       member_number(profile, "k", &k) ? k : 0;
}

static bool read_pool(const struct cluster *c, struct json_object *o, struct pool *ret)
{
	struct json_object *rule = NULL;
	uint64_t id;

	*ret = (struct pool){ .name = member_text(o, "pool_name"), .k = 1, .hosts = c->hosts };
	if (member_number(o, "crush_rule", &id))
		rule = find_rule(c->rules, id);
	ret->rule = member_text(rule, "rule_name");
	ret->domain = domain_of(rule);
	if (!member_number(o, "type", &ret->type) || !member_number(o, "size", &ret->size) || !member_number(o, "min_size", &ret->least))
		return false;
	if (ret->type == ERASURE)
		ret->k = chunks_of_data(c, o);
	return ret->k > 0 && ret->size < 1000 && ret->k < 1000;
}

/* Only what is wrong is set: more copies where there are hosts for them, a higher min_size, never less of either. */
static char *command_for(const struct pool *p, bool more_copies)
{
	char *text = NULL;
	int n;

	if (!judge_is_word(p->name))
		return NULL;
	if (!more_copies)
		n = asprintf(&text, "ceph osd pool set %s min_size %u", p->name, (unsigned)p->k + 1);
	else if (p->least < 2)
		n = asprintf(&text, "ceph osd pool set %s size 3 && ceph osd pool set %s min_size 2", p->name, p->name);
	else
		n = asprintf(&text, "ceph osd pool set %s size 3", p->name);
	return n < 0 ? NULL : text;
}

static void judge_copies(struct judge *j, const struct pool *p)
{
	bool room = p->hosts != 2 || strcmp(p->domain, "osd") == 0;
	_cleanup_free_ char *next = command_for(p, p->size < 3 && room);

	if (p->least < 2 || p->size < 2)
		judge_say(j, DANGEROUS, next, "pool %s: size %u, min_size %u: writes go on with one copy, and one more failure loses them",
			  p->name, (unsigned)p->size, (unsigned)p->least);
	else if (p->size < 3)
		judge_say(j, WRONG, room ? next : NULL, "pool %s: size %u, min_size %u: no write passes while one node is off%s", p->name,
			  (unsigned)p->size, (unsigned)p->least, room ? "" : "; a third copy needs a third node with OSDs");
	else if (p->hosts > 1 && p->size > p->hosts && strcmp(p->domain, "host") == 0)
		judge_say(j, OPTIONAL, NULL, "pool %s: %u copies for %zu hosts: not all have a place", p->name, (unsigned)p->size, p->hosts);
}

static void judge_chunks(struct judge *j, const struct pool *p)
{
	unsigned k = (unsigned)p->k, m = (unsigned)(p->size - p->k);
	_cleanup_free_ char *next = command_for(p, false);

	if (p->size <= p->k)
		judge_say(j, DANGEROUS, NULL, "pool %s: no chunk to spare: one failure loses it", p->name);
	else if (p->least <= p->k)
		judge_say(j, DANGEROUS, next, "pool %s: k=%u m=%u, min_size %u: writes go on without a chunk to spare, and one more failure loses them",
			  p->name, k, m, (unsigned)p->least);
	else if (m == 1)
		judge_say(j, OPTIONAL, NULL, "pool %s: k=%u m=1: no write passes while one node is off", p->name, k);
	if (p->hosts > 1 && p->size > p->hosts && strcmp(p->domain, "host") == 0)
		judge_say(j, WRONG, NULL, "pool %s: k+m is %u, for %zu hosts: not all chunks have a place", p->name, k + m, p->hosts);
}

/* A rule for hosts that is there already; NULL: none. */
static const char *rule_for_hosts(const struct cluster *c)
{
	for (size_t i = 0; c->rules && i < json_object_array_length(c->rules); i++) {
		struct json_object *o = json_object_array_get_idx(c->rules, i);
		uint64_t type;

		if (member_number(o, "type", &type) && type == REPLICATED && strcmp(domain_of(o), "host") == 0 &&
		    judge_is_word(member_text(o, "rule_name")))
			return member_text(o, "rule_name");
	}
	return NULL;
}

static void judge_domain(struct judge *j, const struct pool *p)
{
	const char *rule = rule_for_hosts(j->cluster);
	_cleanup_free_ char *next = NULL;
	int n = 0;

	if (strcmp(p->domain, "osd") != 0 || p->hosts < 2)
		return;
	if (p->type == REPLICATED && p->size <= p->hosts && judge_is_word(p->name))
		n = rule ? asprintf(&next, "ceph osd pool set %s crush_rule %s", p->name, rule) :
			   asprintf(&next, "ceph osd crush rule create-replicated by_host default host && ceph osd pool set %s crush_rule by_host", p->name);
	judge_say(j, DANGEROUS, n < 0 ? NULL : next, "pool %s: the failure domain of its rule %s is the OSD: all of a placement group may be on one host",
		  p->name, p->rule);
}

void judge_pools(struct judge *j)
{
	struct json_object *pools = member_array(j->cluster->osd, "pools"), *options;

	for (size_t i = 0; pools && i < json_object_array_length(pools); i++) {
		struct json_object *o = json_object_array_get_idx(pools, i);
		const char *mode;
		struct pool p;

		if (!read_pool(j->cluster, o, &p))
			continue;
		if (p.type == REPLICATED)
			judge_copies(j, &p);
		else if (p.type == ERASURE)
			judge_chunks(j, &p);
		judge_domain(j, &p);
		mode = json_object_object_get_ex(o, "options", &options) ? member_text(options, "compression_mode") : "";
		if (strcmp(mode, "aggressive") == 0 || strcmp(mode, "force") == 0)
			judge_say(j, OPTIONAL, NULL, "pool %s: compression_mode %s: rados bench on it writes one pattern, and reports fiction", p.name, mode);
	}
}

unsigned pools_widest(const struct cluster *c)
{
	struct json_object *pools = member_array(c->osd, "pools");
	unsigned widest = 0;

	for (size_t i = 0; pools && i < json_object_array_length(pools); i++) {
		uint64_t size;

		if (member_number(json_object_array_get_idx(pools, i), "size", &size) && size < 1000 && size > widest)
			widest = (unsigned)size;
	}
	return widest;
}
