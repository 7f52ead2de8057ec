/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plan: which name each controller and port has, or is to get. */
#ifndef TBNET_PLAN_H
#define TBNET_PLAN_H

#include <net/if.h>

#include "linkfiles.h"
#include "machine.h"

enum plan_reason {
	PLAN_GIVEN,	/* file gives the name already */
	PLAN_NO_FILE,	/* no file is meant for it */
	PLAN_SHARED,	/* file gives one name to all ports of the controller, and several are cabled */
	PLAN_TAKEN,	/* the package's file gives a name that something else has */
};

struct plan_entry {
	const struct machine_controller *controller;
	unsigned port;			/* 0: all ports that have no entry of their own */
	char name[IFNAMSIZ];		/* "": file gives none, or no name is left */
	enum plan_reason reason;	/* all but PLAN_GIVEN: a file is to be written */
	const struct link_file *file;	/* see reason; NULL for PLAN_NO_FILE */
};

struct plan {
	struct plan_entry *v;
	size_t n;
};

/* Pure: what is to be depends on machine and files alone. The plan points into
 * both. Returns 0 or -ENOMEM. */
int plan_make(const struct machine *machine, const struct link_files *files, struct plan *ret);
void plan_free(struct plan *plan);

/* The entry that a netdev at this port comes under; NULL: none. */
const struct plan_entry *plan_find(const struct plan *plan, const char *controller, unsigned port);

#endif
