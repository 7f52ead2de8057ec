/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jsonread: read JSON of another program, without trusting it. */
#include "jsonread.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

/* The parser's depth bounds that of the recursion. */
static void defuse(struct json_object *o)
{
	for (size_t i = 0; i < json_length(o); i++)
		defuse(json_at(o, i));
	if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, key, value) {
			(void)key;
			defuse(value);
		}
	} else if (json_object_is_type(o, json_type_string) && !text_is_clean(json_object_get_string(o))) {
		_cleanup_free_ char *copy = strdup(json_object_get_string(o));

		if (copy)
			text_defuse(copy);
		json_object_set_string(o, copy ? copy : "");
	}
}

static struct json_object *parse(const char *text, int flags)
{
	struct json_tokener *tok = json_tokener_new();
	struct json_object *o;

	if (!tok)
		return NULL;
	json_tokener_set_flags(tok, flags);
	o = json_tokener_parse_ex(tok, text, (int)strlen(text) + 1);
	if (json_tokener_get_error(tok) != json_tokener_success)
		json_object_put(TAKE(o));
	json_tokener_free(tok);
	return o;
}

struct json_object *json_parse(const char *text)
{
	struct json_object *o = parse(text, 0);

	defuse(o);
	return o;
}

struct json_object *json_parse_whole(const char *text)
{
	return parse(text, JSON_TOKENER_STRICT);
}

struct json_object *json_member(struct json_object *o, const char *key)
{
	struct json_object *m;

	return json_object_is_type(o, json_type_object) && json_object_object_get_ex(o, key, &m) ? m : NULL;
}

const char *json_text(struct json_object *o, const char *key)
{
	struct json_object *m = json_member(o, key);

	return json_object_is_type(m, json_type_string) ? json_object_get_string(m) : "";
}

bool json_number(struct json_object *o, const char *key, uint64_t *ret)
{
	struct json_object *m = json_member(o, key);
	const char *text = json_text(o, key);

	if (*text && strlen(text) < 19 && strspn(text, "0123456789") == strlen(text)) {
		*ret = strtoull(text, NULL, 10);
		return true;
	}
	if (!json_object_is_type(m, json_type_int) || json_object_get_int64(m) < 0)
		return false;
	*ret = (uint64_t)json_object_get_int64(m);
	return true;
}

bool json_put_text(struct json_object *o, const char *key, const char *text)
{
	struct json_object *value = text ? json_object_new_string(text) : NULL;

	if (!text || (value && json_object_object_add(o, key, value) == 0))
		return true;
	json_object_put(value);
	return false;
}

size_t json_length(struct json_object *list)
{
	return json_object_is_type(list, json_type_array) ? json_object_array_length(list) : 0;
}

struct json_object *json_at(struct json_object *list, size_t i)
{
	return i < json_length(list) ? json_object_array_get_idx(list, i) : NULL;
}

struct json_object *json_find(struct json_object *list, const char *key, const char *text)
{
	for (size_t i = 0; i < json_length(list); i++)
		if (strcmp(json_text(json_at(list, i), key), text) == 0)
			return json_at(list, i);
	return NULL;
}
