/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jsonread: read JSON of another program, without trusting it. A member that is missing or of another type is none. */
#ifndef TBNET_JSONREAD_H
#define TBNET_JSONREAD_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cleanup.h"

DEFINE_CLEANUP(struct json_object *, json_put, json_object_put)

/* The text as JSON of 32 levels at most, what follows it left out. Strings, but not names of members, are fit to be
 * printed then. NULL: it is none, or there is no memory. */
struct json_object *json_parse(const char *text);

/* The same, but NULL if anything follows; and strings are as they came. */
struct json_object *json_parse_whole(const char *text);

/* A member; NULL: none, or O is no object. */
struct json_object *json_member(struct json_object *o, const char *key);

/* A member's text, "" if it has none. */
const char *json_text(struct json_object *o, const char *key);

/* True with a member's number, 0 to INT64_MAX, also one in a text. */
bool json_number(struct json_object *o, const char *key, uint64_t *ret);

/* Gives an object a text, or, with NULL, leaves it as it is. False without memory. */
bool json_put_text(struct json_object *o, const char *key, const char *text);

/* How many elements a list has, 0 for what is none; and one of them, NULL behind the last. */
size_t json_length(struct json_object *list);
struct json_object *json_at(struct json_object *list, size_t i);

/* The first element whose member KEY is that text; NULL: none. */
struct json_object *json_find(struct json_object *list, const char *key, const char *text);

#endif
