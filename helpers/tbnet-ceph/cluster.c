/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cluster: what Ceph says of itself, live or from a file. */
#include "cluster.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "call.h"
#include "log.h"

static const struct {
	const char *name;
	const char *words[5];	/* the last one is NULL */
} sources[] = {
	{ "config", { "config", "dump" } },
	{ "osd", { "osd", "dump" } },
	{ "mon", { "mon", "dump" } },
	{ "metadata", { "osd", "metadata" } },
	{ "versions", { "versions" } },
	{ "health", { "health" } },
	{ "mgr", { "mgr", "dump" } },
	{ "rules", { "osd", "crush", "rule", "dump" } },
	{ "tree", { "osd", "tree" } },
	{ "df", { "osd", "df" } },
};

const char *member_text(struct json_object *o, const char *key)
{
	struct json_object *m;

	return json_object_is_type(o, json_type_object) && json_object_object_get_ex(o, key, &m) &&
	       json_object_is_type(m, json_type_string) ? json_object_get_string(m) : "";
}

bool member_number(struct json_object *o, const char *key, uint64_t *ret)
{
	const char *text = member_text(o, key);
	struct json_object *m;

	if (*text && strlen(text) < 19 && strspn(text, "0123456789") == strlen(text)) {
		*ret = strtoull(text, NULL, 10);
		return true;
	}
	if (!json_object_is_type(o, json_type_object) || !json_object_object_get_ex(o, key, &m) ||
	    !json_object_is_type(m, json_type_int) || json_object_get_int64(m) < 0)
		return false;
	*ret = (uint64_t)json_object_get_int64(m);
	return true;
}

struct json_object *member_array(struct json_object *o, const char *key)
{
	struct json_object *m;

	return json_object_is_type(o, json_type_object) && json_object_object_get_ex(o, key, &m) &&
	       json_object_is_type(m, json_type_array) ? m : NULL;
}

static int say_no_memory(void)
{
	log_event(LOG_ERR, &(struct log_event){ .error = -ENOMEM }, "the answers of ceph");
	return -ENOMEM;
}

static int ask_all(unsigned wait, struct json_object *all)
{
	int r = 0;

	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources) && r == 0; i++) {
		struct json_object *o = NULL;

		r = call_json(sources[i].words, wait, &o);
		if (r == 0 && json_object_object_add(all, sources[i].name, o) != 0)
			r = say_no_memory();
	}
	return r;
}

static int read_file(const char *path, char **ret)
{
	_cleanup_fd_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	_cleanup_free_ char *text = malloc(CALL_MAX + 1);
	struct stat st;
	ssize_t n;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return -ENOTSUP;
	n = text ? pread(fd, text, CALL_MAX + 1, 0) : 0;
	if (!text || n < 0)
		return text ? -errno : -ENOMEM;
	if (n > CALL_MAX)
		return -EFBIG;
	text[n] = '\0';
	*ret = TAKE(text);
	return 0;
}

static int from_file(const char *path, struct json_object **all)
{
	_cleanup_free_ char *text = NULL;
	struct json_object *o;
	int r = read_file(path, &text);

	if (r < 0) {
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "%s", path);
		return r;
	}
	o = call_parse(text);
	if (json_object_is_type(o, json_type_array)) {
		json_object_object_add(*all, "config", o);
	} else if (json_object_is_type(o, json_type_object)) {
		json_object_put(*all);
		*all = o;
	} else {
		json_object_put(o);
		log_plain(LOG_ERR, "%s: is no JSON of ceph config dump", path);
		return -EBADMSG;
	}
	return 0;
}

/* {"overall": {"ceph version 18.2.7 (...) reef (stable)": 5}}: the lowest. */
static int oldest_release(struct json_object *all)
{
	struct json_object *versions, *overall;
	int oldest = 0;

	if (!json_object_object_get_ex(all, "versions", &versions) || !json_object_is_type(versions, json_type_object) ||
	    !json_object_object_get_ex(versions, "overall", &overall) || !json_object_is_type(overall, json_type_object))
		return 0;
	json_object_object_foreach(overall, key, count) {
		long n = strncmp(key, "ceph version ", 13) == 0 ? strtol(key + 13, NULL, 10) : 0;

		(void)count;
		if (n > 0 && n < 1000 && (oldest == 0 || n < oldest))
			oldest = (int)n;
	}
	return oldest;
}

/* CRUSH's name for the host of an OSD, NULL: not known. */
static const char *crush_host(struct json_object *nodes, uint64_t id)
{
	for (size_t i = 0; nodes && i < json_object_array_length(nodes); i++) {
		struct json_object *o = json_object_array_get_idx(nodes, i), *children = member_array(o, "children");

		if (strcmp(member_text(o, "type"), "host") != 0)
			continue;
		for (size_t k = 0; children && k < json_object_array_length(children); k++)
			if (json_object_get_int64(json_object_array_get_idx(children, k)) == (int64_t)id)
				return member_text(o, "name");
	}
	return NULL;
}

/* Hosts are called as in CRUSH from here on, whatever their host name is (an FQDN): entries of the database go by that. */
static int name_hosts(struct json_object *metadata, struct json_object *nodes)
{
	for (size_t i = 0; metadata && i < json_object_array_length(metadata); i++) {
		struct json_object *o = json_object_array_get_idx(metadata, i), *text;
		const char *host;
		uint64_t id;

		host = member_number(o, "id", &id) ? crush_host(nodes, id) : NULL;
		if (!host)
			continue;
		text = json_object_new_string(host);
		if (!text || json_object_object_add(o, "hostname", text) != 0)
			return json_object_put(text), say_no_memory();
	}
	return 0;
}

static struct json_object *part(const struct cluster *c, const char *name)
{
	struct json_object *m;

	return json_object_object_get_ex(c->all, name, &m) ? m : NULL;
}

unsigned cluster_osds(const struct cluster *c, size_t first)
{
	const char *host = member_text(json_object_array_get_idx(c->metadata, first), "hostname");
	unsigned n = 0;

	for (size_t i = 0; i < json_object_array_length(c->metadata); i++) {
		if (strcmp(member_text(json_object_array_get_idx(c->metadata, i), "hostname"), host) != 0)
			continue;
		if (i < first)
			return 0;
		n++;
	}
	return n;
}

int cluster_read(const char *file, unsigned wait, struct cluster *ret)
{
	int r;

	*ret = (struct cluster){ .all = json_object_new_object(), .live = !file };
	if (!ret->all)
		return say_no_memory();
	r = file ? from_file(file, &ret->all) : ask_all(wait, ret->all);
	ret->config = member_array(ret->all, "config");
	ret->metadata = member_array(ret->all, "metadata");
	ret->rules = member_array(ret->all, "rules");
	ret->osd = part(ret, "osd");
	ret->mon = part(ret, "mon");
	ret->mgr = part(ret, "mgr");
	ret->health = part(ret, "health");
	ret->df = part(ret, "df");
	ret->release = oldest_release(ret->all);
	if (r == 0 && !ret->config) {
		log_plain(LOG_ERR, "%s has no list of settings, as ceph config dump --format json gives it", file ? file : "ceph");
		r = -EBADMSG;
	}
	if (r == 0)
		r = name_hosts(ret->metadata, member_array(part(ret, "tree"), "nodes"));
	for (size_t i = 0; r == 0 && ret->metadata && i < json_object_array_length(ret->metadata); i++)
		ret->hosts += cluster_osds(ret, i) > 0;
	return r;
}

const char *cluster_value(const struct cluster *c, const char *who, const char *name)
{
	for (size_t i = 0; i < json_object_array_length(c->config); i++) {
		struct json_object *o = json_object_array_get_idx(c->config, i);
		const char *section = member_text(o, "section"), *mask = member_text(o, "mask");
		size_t n = strlen(section);

		if (strcmp(member_text(o, "name"), name) == 0 && strncmp(who, section, n) == 0 &&
		    strcmp(who + n + (who[n] == '/' && *mask), mask) == 0)
			return member_text(o, "value");
	}
	return NULL;
}

void cluster_free(struct cluster *cluster)
{
	json_object_put(cluster->all);
}
