/* SPDX-License-Identifier: GPL-2.0-or-later */
/* record: what the database had before tbnet-ceph changed it, on the disk. */
#include "record.h"

#include <errno.h>
#include <string.h>

#include "changes.h"
#include "judge.h"
#include "node.h"

static int failed(int r, const char *what)
{
	log_event(LOG_ERR, &(struct log_event){ .action = "change", .error = r }, RECORD ": %s", what);
	return r;
}

static bool is_entry(struct json_object *o)
{
	return judge_is_word(member_text(o, "who")) && judge_is_word(member_text(o, "name"));
}

static bool is_record(struct json_object *o)
{
	struct json_object *changes = member_array(o, "changes");

	for (size_t i = 0; changes && i < json_object_array_length(changes); i++)
		if (!is_entry(json_object_array_get_idx(changes, i)))
			return false;
	return changes && *member_text(o, "fsid");
}

int record_load(struct json_object **ret)
{
	_cleanup_(node_free) struct node node = { 0 };
	_cleanup_(json_put) struct json_object *o = NULL;
	int r = node_read(RECORD, &node);

	if (r < 0)
		return failed(r, "cannot be read");
	if (node.type == NODE_NONE)
		return 0;
	o = node.type == NODE_FILE ? call_parse(node.text) : NULL;
	if (!is_record(o))
		return failed(-EBADMSG, "is no record of tbnet-ceph");
	*ret = TAKE(o);
	return 0;
}

int record_save(struct json_object *record)
{
	_cleanup_(node_free) struct node now = { 0 };
	struct node want = { .type = NODE_NONE };
	int r = changes_make_dir();

	if (r == 0)
		r = node_read(RECORD, &now);
	if (record) {
		const char *text = json_object_to_json_string_ext(record, JSON_C_TO_STRING_PRETTY);

		want = (struct node){ .type = NODE_FILE, .mode = 0600, .mtime.tv_nsec = UTIME_NOW, .text = (char *)text, .size = text ? strlen(text) : 0 };
		r = text || r < 0 ? r : -ENOMEM;
	}
	if (r == 0)
		r = node_put(RECORD, &now, &want);
	return r < 0 ? failed(r, record ? "cannot be written" : "cannot be removed") : 0;
}

/* NULL: not set, a member that is not there. */
static int put(struct json_object *o, const char *key, const char *value)
{
	struct json_object *text = value ? json_object_new_string(value) : NULL;

	if (value && (!text || json_object_object_add(o, key, text) != 0))
		return json_object_put(text), -ENOMEM;
	if (!value)
		json_object_object_del(o, key);
	return 0;
}

static struct json_object *find(struct json_object *changes, const char *who, const char *name)
{
	for (size_t i = 0; i < json_object_array_length(changes); i++) {
		struct json_object *o = json_object_array_get_idx(changes, i);

		if (strcmp(member_text(o, "who"), who) == 0 && strcmp(member_text(o, "name"), name) == 0)
			return o;
	}
	return NULL;
}

bool record_is_of(struct json_object *record, const struct cluster *cluster)
{
	return record && strcmp(member_text(record, "fsid"), member_text(cluster->osd, "fsid")) == 0;
}

bool record_made(struct json_object *record, const struct cluster *cluster, const char *who, const char *name, const char *now)
{
	struct json_object *o = record_is_of(record, cluster) ? find(member_array(record, "changes"), who, name) : NULL;

	return o && !json_object_object_get_ex(o, "before", NULL) && plan_is_same(member_text(o, "after"), now);
}

static int merge_one(struct json_object *changes, const struct wish *w)
{
	struct json_object *o = find(changes, w->who, w->name);

	if (o)
		return put(o, "after", w->after);
	o = json_object_new_object();
	if (!o || json_object_array_add(changes, o) != 0)
		return json_object_put(o), -ENOMEM;
	return put(o, "who", w->who) < 0 || put(o, "name", w->name) < 0 || put(o, "before", w->before) < 0 ||
	       put(o, "after", w->after) < 0 ? -ENOMEM : 0;
}

int record_merge(struct json_object *old, const struct plan *plan, const char *fsid, struct json_object **ret)
{
	_cleanup_(json_put) struct json_object *o = NULL;
	struct json_object *changes;
	int r = 0;

	if (old && json_object_deep_copy(old, &o, NULL) != 0)
		return -ENOMEM;
	if (!old) {
		o = json_object_new_object();
		changes = json_object_new_array();
		if (!o || !changes || json_object_object_add(o, "changes", changes) != 0 || put(o, "fsid", fsid) < 0)
			return -ENOMEM;
	}
	changes = member_array(o, "changes");
	for (size_t i = 0; i < plan->n && r == 0; i++)
		r = merge_one(changes, &plan->v[i]);
	if (r == 0)
		*ret = TAKE(o);
	return r;
}

/* NULL: it is not there, or there is no memory, which *lost notes: a setting that had a value is not to be removed. */
static char *copy(struct json_object *o, const char *key, bool *lost)
{
	struct json_object *m;
	char *text;

	if (!json_object_object_get_ex(o, key, &m))
		return NULL;
	text = strdup(member_text(o, key));
	*lost |= !text;
	return text;
}

int record_plan(struct json_object *record, struct plan *ret)
{
	struct json_object *changes = member_array(record, "changes");
	size_t n = json_object_array_length(changes);
	bool lost = false;

	ret->v = calloc(n + 1, sizeof(*ret->v));
	for (size_t i = 0; ret->v && i < n; i++) {
		struct json_object *o = json_object_array_get_idx(changes, i);

		ret->v[i] = (struct wish){ copy(o, "who", &lost), copy(o, "name", &lost), copy(o, "before", &lost), copy(o, "after", &lost), NULL };
		ret->n = i + 1;
		if (lost || !ret->v[i].who || !ret->v[i].name)
			return -ENOMEM;
	}
	return ret->v ? 0 : -ENOMEM;
}
