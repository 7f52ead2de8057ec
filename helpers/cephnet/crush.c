/* SPDX-License-Identifier: GPL-2.0-or-later */
/* crush: find the OSDs over which a CRUSH rule spreads data, and how full they are. */
#include "cluster.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define LEVELS	12	/* types of buckets that Ceph's own map has, a root down to an OSD */

static int64_t id_of(struct json_object *node)
{
	return json_object_get_int64(json_member(node, "id"));
}

static size_t place_of(const struct cluster *c, int64_t id)
{
	size_t i = 0;

	while (i < json_length(c->tree) && id_of(json_at(c->tree, i)) != id)
		i++;
	return i;
}

struct json_object *crush_node(const struct cluster *c, int64_t id)
{
	return json_at(c->tree, place_of(c, id));
}

struct json_object *crush_parent(const struct cluster *c, struct json_object *node)
{
	for (size_t i = 0; i < json_length(c->tree); i++) {
		struct json_object *children = json_member(json_at(c->tree, i), "children");

		for (size_t k = 0; k < json_length(children); k++)
			if (json_object_get_int64(json_at(children, k)) == id_of(node))
				return json_at(c->tree, i);
	}
	return NULL;
}

/* Marks what is below the node of that name, which a bucket may be several times (ceph osd crush link). NULL without memory. */
static bool *mark_below(const struct cluster *c, const char *root)
{
	size_t n = json_length(c->tree);
	bool *marks = calloc(n + 1, sizeof(*marks));

	for (size_t i = 0; marks && i < n; i++)
		marks[i] = strcmp(json_text(json_at(c->tree, i), "name"), root) == 0;
	for (unsigned level = 0; marks && level < LEVELS; level++)
		for (size_t i = 0; i < n; i++) {
			struct json_object *children = json_member(json_at(c->tree, i), "children");

			for (size_t k = 0; marks[i] && k < json_length(children); k++)
				marks[place_of(c, json_object_get_int64(json_at(children, k)))] = true;
		}
	return marks;
}

static void add(struct room *sum, double used, double all)
{
	sum->used += used;
	sum->all += all;
	sum->largest = all > sum->largest ? all : sum->largest;
}

/* The OSDs that a rule finds in a host. False: none. */
static bool read_host(const struct cluster *c, const struct rule *rule, struct json_object *node, struct rule_host *ret)
{
	struct json_object *children = json_member(node, "children");
	bool any = false;

	*ret = (struct rule_host){ .name = json_text(node, "name") };
	for (size_t i = 0; strcmp(json_text(node, "type"), "host") == 0 && i < json_length(children); i++) {
		struct json_object *osd = crush_node(c, json_object_get_int64(json_at(children, i)));
		uint64_t used, all;

		if (!osd || (*rule->class && strcmp(json_text(osd, "device_class"), rule->class) != 0))
			continue;
		any = true;
		if (json_number(osd, "kb_used", &used) && json_number(osd, "kb", &all))
			add(&ret->room, (double)used, (double)all);
	}
	return any;
}

/* A host that is below several buckets is listed as often: its first place counts. */
static int read_hosts(const struct cluster *c, struct rule *rule)
{
	_cleanup_free_ bool *below = mark_below(c, rule->root);

	rule->host = calloc(json_length(c->tree) + 1, sizeof(*rule->host));
	if (!below || !rule->host)
		return -ENOMEM;
	for (size_t i = 0; i < json_length(c->tree); i++) {
		struct json_object *node = json_at(c->tree, i);
		struct rule_host *host = &rule->host[rule->hosts];

		if (!below[i] || place_of(c, id_of(node)) != i || !read_host(c, rule, node, host))
			continue;
		rule->hosts++;
		add(&rule->room, host->room.used, host->room.all);
	}
	return 0;
}

/* {"op": "take", "item_name": "default~ssd"}, and {"op": "chooseleaf_firstn", "type": "host"}: the widest type that it chooses
 * several of is in the first such step, for the rules that Ceph itself makes. */
static void read_steps(struct json_object *steps, struct rule *ret)
{
	for (size_t i = 0; i < json_length(steps) && !*ret->domain; i++) {
		struct json_object *step = json_at(steps, i);
		const char *op = json_text(step, "op"), *item = json_text(step, "item_name");

		if (strncmp(op, "choose", 6) == 0)
			ret->domain = json_text(step, "type");
		if (strcmp(op, "take") != 0)
			continue;
		snprintf(ret->root, sizeof(ret->root), "%.*s", (int)strcspn(item, "~"), item);
		ret->class = strchr(item, '~') ? strchr(item, '~') + 1 : "";
	}
}

int crush_read(struct cluster *c, struct json_object *rules)
{
	c->rules = calloc(json_length(rules) + 1, sizeof(*c->rules));
	if (!c->rules)
		return -ENOMEM;
	for (size_t i = 0; i < json_length(rules); i++) {
		struct json_object *o = json_at(rules, i);
		struct rule *r = &c->rules[c->n_rules];

		*r = (struct rule){ .name = json_text(o, "rule_name"), .domain = "", .class = "" };
		if (!json_number(o, "rule_id", &r->id) || !json_number(o, "type", &r->type))
			continue;
		c->n_rules++;
		read_steps(json_member(o, "steps"), r);
		if (read_hosts(c, r) < 0)
			return -ENOMEM;
	}
	return 0;
}
