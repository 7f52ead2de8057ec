/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pools: copies, what they are spread over, when writes stop, and when they get full (see judge.h). */
#include <string.h>

#include "judge.h"

#define REPLICATED	1	/* pg_pool_t::TYPE_REPLICATED */
#define ERASURE		3	/* pg_pool_t::TYPE_ERASURE */

struct pool {
	const char *name, *mode;	/* mode: of compression */
	uint64_t type, size, least, k;	/* least: min_size; k: chunks that data is read from, 1: copies */
	const struct rule *rule;
	bool fit;			/* its words are fit for a command */
};

static struct json_object *profile_of(const struct cluster *c, struct json_object *pool)
{
	return json_member(json_member(c->osd, "erasure_code_profiles"), json_text(pool, "erasure_code_profile"));
}

/* False behind the last. One that has not all of its members has no type. */
static bool read_pool(const struct cluster *c, size_t i, struct pool *ret)
{
	struct json_object *o = json_at(json_member(c->osd, "pools"), i);
	static const struct rule none = { .name = "", .domain = "", .class = "" };
	uint64_t id;

	*ret = (struct pool){ .name = json_text(o, "pool_name"), .mode = json_text(json_member(o, "options"), "compression_mode"), .k = 1, .rule = &none };
	for (size_t k = 0; json_number(o, "crush_rule", &id) && k < c->n_rules; k++)
		if (c->rules[k].id == id)
			ret->rule = &c->rules[k];
	ret->fit = judge_is_word(ret->name) && (!*ret->rule->root || judge_is_word(ret->rule->root)) &&
		   (!*ret->rule->class || judge_is_word(ret->rule->class));
	if (!json_number(o, "type", &ret->type) || !json_number(o, "size", &ret->size) || !json_number(o, "min_size", &ret->least) ||
	    (ret->type == ERASURE && !json_number(profile_of(c, o), "k", &ret->k)) || ret->size >= 1000 || ret->k >= 1000)
		ret->type = 0;
	return i < json_length(json_member(c->osd, "pools"));
}

static bool is_over(const struct pool *p, const char *domain)
{
	return strcmp(p->rule->domain, domain) == 0;
}

/* Only what is wrong is set: more copies where there are hosts for them, a higher min_size, never less of either. */
static void judge_copies(struct judge *j, const struct pool *p)
{
	bool room = !p->rule->hosts || p->rule->hosts > 2 || (p->rule->hosts == 1 && is_over(p, "osd")), more = p->size < 3 && room;
	_cleanup_free_ char *size = judge_command(p->fit && more, "ceph osd pool set %s size 3", p->name);
	_cleanup_free_ char *least = judge_command(p->fit, "ceph osd pool set %s min_size 2", p->name);
	_cleanup_free_ char *both = judge_command(size && least, "%s && %s", size, least);

	if (p->least < 2 || p->size < 2)
		judge_say(j, DANGEROUS, more ? both : least, "pool %s: size %u, min_size %u: writes go on with one copy, and one more failure loses them",
			  p->name, (unsigned)p->size, (unsigned)p->least);
	else if (p->size < 3)
		judge_say(j, WRONG, size, "pool %s: size %u, min_size %u: no write passes while one node is off%s", p->name,
			  (unsigned)p->size, (unsigned)p->least, room ? "" : "; a third copy needs a third node with OSDs");
	else if (p->rule->hosts > 1 && p->size > p->rule->hosts && is_over(p, "host"))
		judge_say(j, OPTIONAL, NULL, "pool %s: %u copies for %zu hosts: not all have a place", p->name, (unsigned)p->size, p->rule->hosts);
}

static void judge_chunks(struct judge *j, const struct pool *p)
{
	unsigned k = (unsigned)p->k, m = (unsigned)(p->size - p->k);
	_cleanup_free_ char *next = judge_command(p->fit, "ceph osd pool set %s min_size %u", p->name, k + 1);

	if (p->size <= p->k)
		judge_say(j, DANGEROUS, NULL, "pool %s: no chunk to spare: one failure loses it", p->name);
	else if (p->least <= p->k)
		judge_say(j, DANGEROUS, next, "pool %s: k=%u m=%u, min_size %u: writes go on without a chunk to spare, and one more failure loses them",
			  p->name, k, m, (unsigned)p->least);
	else if (m == 1)
		judge_say(j, OPTIONAL, NULL, "pool %s: k=%u m=1: no write passes while one node is off", p->name, k);
	if (p->rule->hosts > 1 && p->size > p->rule->hosts && is_over(p, "host"))
		judge_say(j, WRONG, NULL, "pool %s: k+m is %u, for %zu hosts: not all chunks have a place; k and m of a pool stay, so its data "
			  "needs a pool with fewer chunks, or more hosts", p->name, k + m, p->rule->hosts);
}

static bool is_same_place(const struct rule *a, const struct rule *b)
{
	return strcmp(a->root, b->root) == 0 && strcmp(a->class, b->class) == 0;
}

/* A rule for hosts that is there already and takes the same OSDs; NULL: none. */
static const char *rule_for_hosts(const struct cluster *c, const struct rule *like)
{
	for (const struct rule *r = c->rules; r < c->rules + c->n_rules; r++)
		if (r->type == REPLICATED && strcmp(r->domain, "host") == 0 && is_same_place(r, like) && judge_is_word(r->name))
			return r->name;
	return NULL;
}

/* A rule with the same OSDs, for hosts. Its name says all of it: Ceph leaves one of that name that is there as it is. */
static char *spread_over_hosts(const struct cluster *c, const struct pool *p)
{
	const char *root = p->rule->root, *class = p->rule->class, *there = rule_for_hosts(c, p->rule);
	unsigned k = (unsigned)p->k, m = (unsigned)(p->size - p->k);
	_cleanup_free_ char *name = NULL;

	if (p->type == REPLICATED && there)
		return judge_command(p->fit, "ceph osd pool set %s crush_rule %s", p->name, there);
	name = judge_command(p->fit && *root, "hosts_%s%s%s", root, *class ? "_" : "", class);
	if (!name)
		return NULL;
	if (p->type == REPLICATED)
		return judge_command(true, "ceph osd crush rule create-replicated %s %s host%s%s && ceph osd pool set %s crush_rule %s",
				     name, root, *class ? " " : "", class, p->name, name);
	return judge_command(true, "ceph osd erasure-code-profile set %s_%u_%u k=%u m=%u crush-failure-domain=host crush-root=%s%s%s && "
			     "ceph osd crush rule create-erasure %s_%u_%u %s_%u_%u && ceph osd pool set %s crush_rule %s_%u_%u",
			     name, k, m, k, m, root, *class ? " crush-device-class=" : "", class, name, k, m, name, k, m, p->name, name, k, m);
}

static void judge_domain(struct judge *j, const struct pool *p)
{
	_cleanup_free_ char *next = NULL;

	if (!is_over(p, "osd") || p->rule->hosts < 2)
		return;
	if (p->size <= p->rule->hosts)
		next = spread_over_hosts(j->cluster, p);
	judge_say(j, DANGEROUS, next, "pool %s: the failure domain of its rule %s is the OSD: all of a placement group may be on one host",
		  p->name, p->rule->name);
}

/* Who takes over: with more hosts than copies the other hosts, else the other OSDs of the same host. */
static void judge_room(struct judge *j, const struct rule *rule, unsigned widest)
{
	const struct cluster *c = j->cluster;
	double near = json_object_get_double(json_member(c->osd, "nearfull_ratio"));
	const struct room *all = &rule->room;

	if (near <= 0)
		return;
	if (rule->hosts > widest && all->used / (all->all - all->largest) >= near)
		judge_say(j, WRONG, NULL, "if a node fails, the others fill up to %.0f %% (nearfull is %.0f %%): more disks, or less data",
			  all->used / (all->all - all->largest) * 100, near * 100);
	for (size_t i = 0; rule->hosts <= widest && i < rule->hosts; i++) {
		const struct rule_host *h = &rule->host[i];

		if (h->room.all > h->room.largest && h->room.used / (h->room.all - h->room.largest) >= near)
			judge_say(j, WRONG, NULL, "%s: if one of its OSDs fails, the others fill up to %.0f %% (nearfull is %.0f %%): more disks, or less data",
				  h->name, h->room.used / (h->room.all - h->room.largest) * 100, near * 100);
	}
}

/* Once for all pools that take the same OSDs, with the first of them: the widest counts. */
static void judge_rooms(struct judge *j, size_t first, const struct pool *pool)
{
	uint64_t widest = 0;
	struct pool other;

	for (size_t i = 0; read_pool(j->cluster, i, &other); i++) {
		if (!other.type || !is_same_place(other.rule, pool->rule))
			continue;
		if (i < first)
			return;
		widest = other.size > widest ? other.size : widest;
	}
	judge_room(j, pool->rule, (unsigned)widest);
}

void judge_pools(struct judge *j)
{
	struct pool p;

	for (size_t i = 0; read_pool(j->cluster, i, &p); i++) {
		if (p.type == REPLICATED)
			judge_copies(j, &p);
		else if (p.type == ERASURE)
			judge_chunks(j, &p);
		if (!p.type) {
			judge_say(j, OTHER, NULL, "pool %s: cannot read its sizes; not judged", p.name);
			continue;
		}
		judge_domain(j, &p);
		judge_rooms(j, i, &p);
		if (strcmp(p.mode, "aggressive") == 0 || strcmp(p.mode, "force") == 0)
			judge_say(j, OPTIONAL, NULL, "pool %s: compression_mode %s: rados bench on it writes one pattern, and reports fiction", p.name, p.mode);
	}
}
