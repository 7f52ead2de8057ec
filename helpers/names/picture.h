/* SPDX-License-Identifier: GPL-2.0-or-later */
/* picture: read this machine, its .link files and the record, and derive all names. */
#ifndef TBNET_PICTURE_H
#define TBNET_PICTURE_H

#include "linkfile.h"
#include "machine.h"
#include "names.h"

struct plan_entry {
	const struct machine_controller *controller;
	const struct machine_netdev *netdev;	/* that is at the port; NULL: none */
	unsigned port;			/* 0: any, of a controller without a cable */
	char name[IFNAMSIZ];		/* "": the file gives none, or none is free */
	struct names_answer meant;		/* what tbnet-port tells udev */
	const struct link_file *file;	/* that udev applies; NULL: no file matches it */
};

/* Which name each controller and port is to have, and which .link file gives it. */
struct plan {
	struct plan_entry *v;
	size_t n;
};

struct picture {
	struct machine machine;
	struct link_files files;
	struct record record;
	bool no_policies;	/* net.ifnames=0 */
	struct plan plan;	/* points into machine and files */
};

/* Looks at everything. Returns 0 or a negative errno. */
int picture_take(struct picture *ret);
void picture_free(struct picture *p);

/* The entry of a netdev; NULL: none. */
const struct plan_entry *plan_of(const struct plan *plan, const struct machine_netdev *netdev);

/* The entry of a port, or of its controller without a cable; NULL: none. */
const struct plan_entry *plan_find(const struct plan *plan, const char *controller, unsigned port);

/* The administrator's file that would name what this entry is for, if one of the package's did not come first; NULL: none, or
 * the same name. */
const struct link_file *plan_outranked(const struct picture *p, const struct plan_entry *e);

#endif
