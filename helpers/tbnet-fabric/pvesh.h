/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pvesh: call Proxmox VE's API through pvesh, with a deadline. */
#ifndef TBNET_PVESH_H
#define TBNET_PVESH_H

#include <stdbool.h>
#include <stddef.h>

#include "cleanup.h"
#include "fabric.h"
#include "jsonread.h"

#define PVESH		"/usr/bin/pvesh"
#define PVESH_WORDS	48	/* of a node with all its ports, twice what there can be */
#define PVESH_ALL	"/cluster/sdn/fabrics/all"
#define PVESH_FABRICS	"/cluster/sdn/fabrics/fabric"
#define PVESH_NODES	"/cluster/sdn/fabrics/node"
#define PVESH_SDN	"/cluster/sdn"

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

/* Prints the call as a person would type it, without control characters. */
void pvesh_print(FILE *f, const struct pvesh_call *call);

/* Makes the call, within WAIT seconds. *ret_said is all that pvesh said, whatever it exited with, to be freed; it may be NULL.
 * Returns 0, or a negative errno after saying which call failed, and pvesh's own words. */
int pvesh_run(const struct pvesh_call *call, unsigned wait, char **ret_said);

/* Gets PATH, with OPTIONS and their values (NULL last, or NULL for none), as JSON, which the caller puts. The same errors, also for an answer that is
 * not JSON. */
int pvesh_get(unsigned wait, struct json_object **ret, const char *path, const char *const options[]);

/* The same, where a failure is no surprise: it is not logged, and SAID is pvesh's first line, fit to be printed, or "". */
#define PVESH_SAID_SIZE	300
int pvesh_try(unsigned wait, struct json_object **ret, char said[PVESH_SAID_SIZE], const char *path, const char *const options[]);

/* True for an array that has nothing but objects. */
bool pvesh_is_list(struct json_object *o);

/* The next line of *text that says something, cut off there; NULL: none. */
char *pvesh_line(char **text);

#endif
