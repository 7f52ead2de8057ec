/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jsonput: members of JSON objects. */
#include "jsonput.h"

#include <string.h>

#include "cleanup.h"
#include "text.h"

static bool failed;

bool put_failed(void)
{
	return failed;
}

void put(struct json_object *o, const char *key, struct json_object *value)
{
	if (!o || json_object_object_add(o, key, value) != 0)
		failed = true;
}

void put_new(struct json_object *o, const char *key, struct json_object *value)
{
	failed |= !value;
	put(o, key, value);
}

void put_element(struct json_object *a, struct json_object *value)
{
	if (!a || json_object_array_add(a, value) != 0)
		failed = true;
}

void put_bool(struct json_object *o, const char *key, bool yes)
{
	put_new(o, key, json_object_new_boolean(yes));
}

void put_seen(struct json_object *o, const char *key, enum seen s)
{
	if (s == UNSEEN)
		put(o, key, NULL);
	else
		put_bool(o, key, s == YES);
}

void put_number(struct json_object *o, const char *key, uint64_t value)
{
	put_new(o, key, json_object_new_uint64(value));
}

void put_known(struct json_object *o, const char *key, uint64_t value)
{
	if (value)
		put_number(o, key, value);
	else
		put(o, key, NULL);
}

struct json_object *put_new_string(const char *s)
{
	_cleanup_free_ char *copy = NULL;
	struct json_object *o;

	if (!s || !*s)
		return NULL;
	copy = strdup(s);
	if (copy)
		text_defuse(copy);
	o = copy ? json_object_new_string(copy) : NULL;
	failed |= !o;
	return o;
}

void put_string(struct json_object *o, const char *key, const char *s)
{
	put(o, key, put_new_string(s));
}

struct json_object *put_new_strings(const struct words *words)
{
	struct json_object *a = json_object_new_array();

	for (size_t i = 0; i < words->n; i++)
		put_element(a, put_new_string(words->v[i]));
	return a;
}
