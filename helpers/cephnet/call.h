/* SPDX-License-Identifier: GPL-2.0-or-later */
/* call: the program ceph, run once, with a bound. */
#ifndef TBNET_CALL_H
#define TBNET_CALL_H

#include <json-c/json.h>

#include "cleanup.h"

#define CEPH		"/usr/bin/ceph"
#define CALL_WORDS	36	/* "osd ok-to-stop" names the OSDs of a host */
#define CALL_MAX	(8 << 20)	/* bytes; a thousand OSDs' metadata are two of these MiB */

DEFINE_CLEANUP(struct json_object *, json_put, json_object_put)

/* Runs ceph with WORDS, up to NULL, for WAIT seconds at most. Returns 0, or a negative errno
 * after saying what failed; RET_OUT, to be freed, may be NULL. */
int call_ceph(const char *const words[], unsigned wait, char **ret_out);

/* The same, and parses its answer, with strings that are fit to be printed. */
int call_json(const char *const words[], unsigned wait, struct json_object **ret);

/* NULL if the text is no JSON. Strings are fit to be printed. */
struct json_object *call_parse(const char *text);

#endif
