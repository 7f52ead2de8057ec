/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cluster: what Ceph says of itself, live or from a file. */
#include "cluster.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cephnet.h"
#include "file.h"
#include "log.h"
#include "text.h"

const struct cluster_source cluster_sources[] = {
	{ "config", "config dump" },
	{ "osd", "osd dump" },
	{ "mon", "mon dump" },
	{ "metadata", "osd metadata" },
	{ "versions", "versions" },
	{ "health", "health" },
	{ "mgr", "mgr dump" },
	{ "rules", "osd crush rule dump" },
	{ "df", "osd df tree", "osd tree" },
	{ 0 }
};

static int say_no_memory(void)
{
	log_event(LOG_ERR, &(struct log_event){ .error = -ENOMEM }, "the answers of ceph");
	return -ENOMEM;
}

static int ask(struct cluster *c, const char *name, const char *command)
{
	struct json_object *o = NULL;
	int r = call_ceph(c->wait, &o, "%s", command);

	if (r == 0 && json_object_object_add(c->all, name, o) != 0)
		return json_object_put(o), say_no_memory();
	return r;
}

static int ask_all(struct cluster *c)
{
	int r = 0;

	c->all = json_object_new_object();
	if (!c->all)
		return say_no_memory();
	for (const struct cluster_source *s = cluster_sources; s->name && r == 0; s++) {
		bool given = !s->instead || *json_text(json_member(c->all, "mgr"), "active_name");

		r = given ? ask(c, s->name, s->command) : 0;
		if (s->instead && (!given || r < 0))
			r = ask(c, s->name, s->instead);
	}
	return r;
}

static bool put(struct json_object *o, const char *key, char *text)
{
	text_defuse(text);
	return json_put_text(o, key, text);
}

/* Its lines in the form of the database's entries. */
static int read_conf(struct cluster *c)
{
	_cleanup_free_ char *text = NULL;
	char *rest, none[] = "";
	struct cephnet_setting l = { .section = none };
	size_t size;

	c->conf = json_object_new_array();
	if (!c->conf || json_object_object_add(c->all, "conf", c->conf) != 0)
		return -ENOMEM;
	if (file_read(CEPH_CONF, &text, &size) < 0)
		return 0;
	for (rest = text; cephnet_next(&rest, &l);) {
		struct json_object *o = json_object_new_object();

		if (!o || json_object_array_add(c->conf, o) != 0)
			return json_object_put(o), -ENOMEM;
		if (!put(o, "section", l.section) || !put(o, "name", l.name) || !put(o, "value", l.value))
			return -ENOMEM;
	}
	return 0;
}

static int from_file(const char *path, struct json_object **ret)
{
	_cleanup_free_ char *text = NULL;
	struct json_object *o;
	size_t size;
	int r = file_read(path, &text, &size);

	if (r < 0) {
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "%s", path);
		return r;
	}
	*ret = json_parse(text);
	if (!json_object_is_type(*ret, json_type_array))
		return 0;
	o = json_object_new_object();
	if (!o || json_object_object_add(o, "config", *ret) != 0)
		return json_object_put(o), say_no_memory();
	*ret = o;
	return 0;
}

/* {"overall": {"ceph version 18.2.7 (...) reef (stable)": 5}}: the lowest. */
static int oldest_release(struct json_object *versions)
{
	struct json_object *overall = json_member(versions, "overall");
	int oldest = 0;

	if (!json_object_is_type(overall, json_type_object))
		return 0;
	json_object_object_foreach(overall, key, count) {
		long n = strncmp(key, "ceph version ", 13) == 0 ? strtol(key + 13, NULL, 10) : 0;

		(void)count;
		if (n > 0 && n < 1000 && (oldest == 0 || n < oldest))
			oldest = (int)n;
	}
	return oldest;
}

static bool is_in_quorum(struct json_object *map, struct json_object *mon)
{
	struct json_object *quorum = json_member(map, "quorum");
	uint64_t rank;

	for (size_t i = 0; json_number(mon, "rank", &rank) && i < json_length(quorum); i++)
		if (json_object_get_int64(json_at(quorum, i)) == (int64_t)rank)
			return true;
	return false;
}

/* The metadata of an OSD; NULL: none. */
static struct json_object *find_metadata(const struct cluster *c, uint64_t id)
{
	struct json_object *all = json_member(c->all, "metadata");
	uint64_t n;

	for (size_t i = 0; i < json_length(all); i++)
		if (json_number(json_at(all, i), "id", &n) && n == id)
			return json_at(all, i);
	return NULL;
}

static void read_osd(const struct cluster *c, struct json_object *map, uint64_t id, struct daemon *ret)
{
	struct json_object *metadata = find_metadata(c, id);
	struct json_object *host;
	uint64_t up;

	snprintf(ret->name, sizeof(ret->name), "osd.%llu", (unsigned long long)id);
	host = crush_parent(c, crush_node(c, (int64_t)id));
	ret->map = map;
	ret->runs = json_number(map, "up", &up) && up;
	ret->machine = json_text(metadata, "hostname");
	ret->host = strcmp(json_text(host, "type"), "host") == 0 ? json_text(host, "name") : ret->machine;
	json_number(metadata, "mem_total_kb", &ret->kib);
}

static int read_daemons(struct cluster *c)
{
	struct json_object *map = json_member(c->all, "mon"), *mons = json_member(map, "mons"), *osds = json_member(c->osd, "osds");
	uint64_t id;

	c->daemons = calloc(json_length(mons) + json_length(osds) + 1, sizeof(*c->daemons));
	if (!c->daemons)
		return -ENOMEM;
	for (size_t i = 0; i < json_length(mons); i++) {
		struct daemon *d = &c->daemons[c->n_daemons++];

		snprintf(d->name, sizeof(d->name), "mon.%s", json_text(json_at(mons, i), "name"));
		d->map = json_at(mons, i);
		d->runs = is_in_quorum(map, d->map);
		c->mons++;
	}
	for (size_t i = 0; i < json_length(osds); i++)
		if (json_number(json_at(osds, i), "osd", &id)) {
			struct daemon *d = &c->daemons[c->n_daemons++];

			read_osd(c, json_at(osds, i), id, d);
			c->osds++;
			c->machines += *d->machine && cluster_osds(c, d) == 1;
		}
	if (*json_text(c->mgr, "active_name")) {
		struct daemon *d = &c->daemons[c->n_daemons++];

		snprintf(d->name, sizeof(d->name), "mgr.%s", json_text(c->mgr, "active_name"));
		d->map = c->mgr;
		d->runs = true;
	}
	return 0;
}

unsigned cluster_osds(const struct cluster *c, const struct daemon *osd)
{
	unsigned n = 0;

	for (const struct daemon *d = c->daemons; d < c->daemons + c->n_daemons; d++)
		n += daemon_is_osd(d) && strcmp(d->machine, osd->machine) == 0;
	return n;
}

bool cluster_is_first(const struct cluster *c, const struct daemon *osd)
{
	const struct daemon *d = c->daemons;

	while (!daemon_is_osd(d) || strcmp(d->host, osd->host) != 0)
		d++;
	return d == osd;
}

int cluster_read(const char *file, unsigned wait, struct cluster *ret)
{
	int r;

	*ret = (struct cluster){ .wait = wait };
	r = file ? from_file(file, &ret->all) : ask_all(ret);
	if (r < 0)
		return r;
	ret->config = json_member(ret->all, "config");
	ret->osd = json_member(ret->all, "osd");
	ret->mgr = json_member(ret->all, "mgr");
	ret->health = json_member(ret->all, "health");
	ret->tree = json_member(json_member(ret->all, "df"), "nodes");
	ret->release = oldest_release(json_member(ret->all, "versions"));
	if (!json_object_is_type(ret->config, json_type_array)) {
		log_plain(LOG_ERR, "%s has no list of settings such as ceph config dump --format json prints", file ? file : "ceph");
		return -EBADMSG;
	}
	return (!file && read_conf(ret) < 0) || crush_read(ret, json_member(ret->all, "rules")) < 0 || read_daemons(ret) < 0 ? say_no_memory() : 0;
}

int cluster_refresh(struct cluster *c)
{
	int r = ask(c, cluster_sources[0].name, cluster_sources[0].command);

	c->config = r < 0 ? NULL : json_member(c->all, "config");
	return r;
}

const char *cluster_value(const struct cluster *c, const char *who, const char *name)
{
	for (size_t i = 0; i < json_length(c->config); i++) {
		struct json_object *o = json_at(c->config, i);
		const char *section = json_text(o, "section"), *mask = json_text(o, "mask");
		size_t n = strlen(section);

		if (strcmp(json_text(o, "name"), name) == 0 && strncmp(who, section, n) == 0 &&
		    strcmp(who + n + (who[n] == '/' && *mask), mask) == 0)
			return json_text(o, "value");
	}
	return NULL;
}

const char *cluster_value_for(const struct cluster *c, const char *who, const char *name)
{
	const char *const sections[] = { who, "osd", "global" };
	const char *value = NULL;

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections) && !value; i++)
		value = cluster_value(c, sections[i], name);
	return value;
}

struct json_object *daemon_address(const struct daemon *d, const char *what, size_t i, struct prefix *ret)
{
	const char *member = strcmp(what, "public") != 0 ? "cluster_addrs" : strncmp(d->name, "mgr.", 4) == 0 ? "active_addrs" : "public_addrs";
	struct json_object *entry = json_at(json_member(json_member(d->map, member), "addrvec"), i);
	const char *text = json_text(entry, "addr");	/* "10.100.0.11:3300", "[fd00::1]:3300" */
	char buf[INET6_ADDRSTRLEN] = "";
	bool six = *text == '[';
	size_t n = six ? strcspn(text + 1, "]") : strcspn(text, ":");

	if (n < sizeof(buf))
		memcpy(buf, text + six, n);
	if (prefix_parse(buf, ret) < 0)
		*ret = (struct prefix){ 0 };
	return entry;
}

void cluster_free(struct cluster *c)
{
	json_object_put(c->all);
	for (size_t i = 0; i < c->n_rules; i++)
		free(c->rules[i].host);
	free(c->rules);
	free(c->daemons);
}
