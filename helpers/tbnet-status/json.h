/* SPDX-License-Identifier: GPL-2.0-or-later */
/* json: the picture and the verdict, for programs. The form is in status-schema.json. */
#ifndef TBNET_JSON_H
#define TBNET_JSON_H

#include <stdio.h>

#include "findings.h"

/* Raised when something is taken away or means something else; what is only added
 * leaves it. */
#define JSON_SCHEMA	1

struct json_object;

/* An array: one element for each port. NULL: no memory. */
struct json_object *json_links(const struct host *n);

/* The whole, which metrics are made of, too; to be given back by json_object_put(). NULL: no memory. */
struct json_object *json_make(const struct host *n, const struct findings *findings);

/* Returns 0 or -EIO. */
int json_print(FILE *f, struct json_object *o);

#endif
