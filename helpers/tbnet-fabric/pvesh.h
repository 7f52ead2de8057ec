/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pvesh: Proxmox VE's own API, by its own command, with a deadline. */
#ifndef TBNET_PVESH_H
#define TBNET_PVESH_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#include "cleanup.h"
#include "fabric.h"

#define PVESH		"/usr/bin/pvesh"
#define PVESH_WORDS	48	/* of a node with all its ports, twice what there can be */
#define PVESH_FABRICS	"/cluster/sdn/fabrics/fabric"
#define PVESH_NODES	"/cluster/sdn/fabrics/node"
#define PVESH_SDN	"/cluster/sdn"

DEFINE_CLEANUP(struct json_object *, pvesh_put, json_object_put)

/* One call, as argv; its words have only letters that no shell takes for more. */
struct pvesh_call {
	char *v[PVESH_WORDS + 1];
	size_t n;
	bool failed;	/* no memory, or too many words */
};

struct pvesh_calls {
	struct pvesh_call v[FABRIC_NODES + 2];
	size_t n;
};

/* One more call; and a word of it. */
struct pvesh_call *pvesh_new(struct pvesh_calls *calls, const char *verb);
void pvesh_word(struct pvesh_call *call, const char *format, ...) __attribute__((format(printf, 2, 3)));

void pvesh_free(struct pvesh_calls *calls);

/* As a person would type it, without what comes from a device or a peer. */
void pvesh_print(FILE *f, const struct pvesh_call *call);

/* Makes the call, within WAIT seconds. Returns 0, or a negative errno after saying which
 * call failed, and pvesh's own words. */
int pvesh_run(const struct pvesh_call *call, unsigned wait);

/* What is at PATH, or what of it is in force (RUNNING), as an array of objects; to be put.
 * The same, also for what is no such array. */
int pvesh_get(const char *path, bool running, unsigned wait, struct json_object **ret);

#endif
