/* SPDX-License-Identifier: GPL-2.0-or-later */
/* record: keep former values in the monitors, for undo (see apply.h). */
#include <errno.h>
#include <string.h>

#include "apply.h"
#include "judge.h"

/* Its texts become the words of a command. */
static bool is_wish(struct json_object *o)
{
	return judge_is_word(json_text(o, "who")) && judge_is_word(json_text(o, "name")) &&
	       (!json_member(o, "before") || judge_is_word(json_text(o, "before")));
}

static bool is_record(struct json_object *o)
{
	for (size_t i = 0; i < json_length(o); i++)
		if (!is_wish(json_at(o, i)))
			return false;
	return json_object_is_type(o, json_type_array);
}

/* {"tbnet/ceph": "[...]"}, or {} */
int record_load(const struct cluster *c, struct json_object **ret)
{
	_cleanup_(json_put) struct json_object *keys = NULL, *o = NULL;
	int r = call_ceph(c->wait, &keys, "config-key dump " RECORD);

	if (r < 0 || !json_member(keys, RECORD))
		return r;
	o = json_parse(json_text(keys, RECORD));
	if (!is_record(o)) {
		log_plain(LOG_ERR, "ceph config-key get " RECORD ": is not a record of tbnet-ceph; to start without one: ceph config-key rm " RECORD);
		return -EBADMSG;
	}
	*ret = TAKE(o);
	return 0;
}

int record_save(const struct cluster *c, struct json_object *record)
{
	const char *text = record ? json_object_to_json_string_ext(record, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE) : NULL;

	if (record && !text)
		return -ENOMEM;
	return record ? call_ceph(c->wait, NULL, "config-key set " RECORD " %s", text) : call_ceph(c->wait, NULL, "config-key rm " RECORD);
}

static struct json_object *find(struct json_object *list, struct json_object *wish)
{
	for (size_t i = 0; i < json_length(list); i++)
		if (strcmp(json_text(json_at(list, i), "who"), json_text(wish, "who")) == 0 &&
		    strcmp(json_text(json_at(list, i), "name"), json_text(wish, "name")) == 0)
			return json_at(list, i);
	return NULL;
}

static int merge(struct json_object *list, struct json_object *wish)
{
	struct json_object *old = find(list, wish), *after = json_member(wish, "after");

	json_object_object_del(wish, "reason");	/* is for people, and has blanks */
	if (!old)
		return json_object_array_add(list, json_object_get(wish));
	if (!after)
		return json_object_object_del(old, "after"), 0;
	return json_object_object_add(old, "after", json_object_get(after));
}

struct json_object *record_merge(struct json_object *old, struct json_object *plan)
{
	_cleanup_(json_put) struct json_object *list = NULL;

	if (old && json_object_deep_copy(old, &list, NULL) != 0)
		return NULL;
	if (!old)
		list = json_object_new_array();
	for (size_t i = 0; list && i < json_length(plan); i++)
		if (merge(list, json_at(plan, i)) != 0)
			return NULL;
	return is_record(list) ? TAKE(list) : NULL;
}
