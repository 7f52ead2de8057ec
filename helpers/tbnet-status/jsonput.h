/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jsonput: members of JSON objects. Memory that runs out is told once, at the end. */
#ifndef TBNET_JSONPUT_H
#define TBNET_JSONPUT_H

#include <json-c/json.h>

#include "host.h"

/* Each takes the value over; UNSEEN, NULL, "" and the 0 of put_known() are null. Strings are defused: broken
 * bytes would make it no JSON. */
void put(struct json_object *o, const char *key, struct json_object *value);
void put_bool(struct json_object *o, const char *key, bool yes);
void put_seen(struct json_object *o, const char *key, enum seen s);
void put_number(struct json_object *o, const char *key, uint64_t value);
void put_known(struct json_object *o, const char *key, uint64_t value);
void put_string(struct json_object *o, const char *key, const char *s);

/* A value that has just been made: NULL is none for want of memory. */
void put_new(struct json_object *o, const char *key, struct json_object *value);

/* The same for an element of an array. */
void put_element(struct json_object *a, struct json_object *value);

struct json_object *put_new_string(const char *s);
struct json_object *put_new_strings(const struct words *words);

/* True if one of them had no memory. */
bool put_failed(void);

#endif
