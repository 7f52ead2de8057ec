/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frr: whether FRR runs, and what its daemons say. */
#include "frr.h"

#include <ctype.h>
#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "clock.h"
#include "process.h"
#include "sysfs.h"
#include "text.h"

#define RUN		"/run/frr"
#define ANSWER_MAX	262144	/* 2,000 neighbours and interfaces */

DEFINE_CLEANUP(struct json_tokener *, cleanup_tokener, json_tokener_free)

int frr_runs(const char *daemon)
{
	char file[32], proc[32], name[32];
	unsigned pid = 0;
	int r;

	snprintf(file, sizeof(file), "%s.pid", daemon);
	r = sysfs_read_uint(RUN, file, 1, INT_MAX, &pid);
	snprintf(proc, sizeof(proc), "/proc/%u", pid);
	if (r == 0)
		r = sysfs_read(proc, "comm", name, sizeof(name));
	if (r < 0)
		return sysfs_is_trouble(r) ? r : 0;
	return strcmp(name, daemon) == 0;
}

int frr_ask(const char *command, char **ret)
{
	return process_read((const char *const[]){ FRR_VTYSH, "-c", command, NULL }, ANSWER_MAX, clock_now() + FRR_DEADLINE_MS, ret);
}

int frr_look(struct frr_look *ret)
{
	static const char *const argv[] = {
		FRR_VTYSH, "-c", "show openfabric neighbor json", "-c", "show running-config fabricd no-header", NULL
	};
	_cleanup_(cleanup_tokener) struct json_tokener *tokener = json_tokener_new();
	_cleanup_free_ char *text = NULL;
	struct json_object *o;
	int r;

	if (!tokener)
		return -ENOMEM;
	r = process_read(argv, ANSWER_MAX, clock_now() + FRR_DEADLINE_MS, &text);
	if (r)
		return r;
	o = json_tokener_parse_ex(tokener, text, (int)strlen(text));
	if (!o || !json_object_is_type(o, json_type_object)) {
		json_object_put(o);
		return -EBADMSG;
	}
	ret->neighbours = o;
	ret->config = text + json_tokener_get_parse_end(tokener);
	ret->text = TAKE(text);
	return 0;
}

void frr_look_free(struct frr_look *look)
{
	json_object_put(look->neighbours);
	free(look->text);
	*look = (struct frr_look){ 0 };
}

static const char *string(struct json_object *o, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(o, key, &value) && json_object_is_type(value, json_type_string) ?
	       json_object_get_string(value) : "";
}

/* The array of this name in an object; NULL if there is none. */
static struct json_object *array(struct json_object *o, const char *key)
{
	struct json_object *value;

	return json_object_is_type(o, json_type_object) && json_object_object_get_ex(o, key, &value) &&
	       json_object_is_type(value, json_type_array) ? value : NULL;
}

static void one_neighbour(struct json_object *circuit, frr_neighbour_func f, void *data)
{
	char name[80], state[16];

	if (!json_object_is_type(circuit, json_type_object) || !*string(circuit, "adj"))
		return;
	snprintf(name, sizeof(name), "%s", string(circuit, "adj"));
	snprintf(state, sizeof(state), "%s", string(circuit, "state"));
	text_defuse(name);
	text_defuse(state);
	f(string(circuit, "interface"), name, state, data);
}

/* { "areas": [ { "circuits": [ { "adj": "n2", "interface": "en05", "state": "Up" } ] } ] } */
void frr_each_neighbour(const struct frr_look *look, frr_neighbour_func f, void *data)
{
	struct json_object *areas = look->neighbours ? array(look->neighbours, "areas") : NULL;

	for (size_t i = 0; areas && i < json_object_array_length(areas); i++) {
		struct json_object *circuits = array(json_object_array_get_idx(areas, i), "circuits");

		for (size_t k = 0; circuits && k < json_object_array_length(circuits); k++)
			one_neighbour(json_object_array_get_idx(circuits, k), f, data);
	}
}

bool frr_has_line(const char *text, const char *line)
{
	size_t n = strlen(line);

	for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		const char *end = p + strcspn(p, "\n");

		while (p < end && isspace((unsigned char)*p))
			p++;
		while (end > p && isspace((unsigned char)end[-1]))
			end--;
		if ((size_t)(end - p) == n && strncmp(p, line, n) == 0)
			return true;
	}
	return false;
}
