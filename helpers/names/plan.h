/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plan: which name each controller and port is to have, and which .link file gives it. */
#ifndef TBNET_PLAN_H
#define TBNET_PLAN_H

#include "linkfiles.h"
#include "machine.h"
#include "names.h"

struct plan_entry {
	const struct machine_controller *controller;
	const struct machine_netdev *netdev;	/* that is at the port; NULL: none */
	unsigned port;			/* 0: any, of a controller without a cable */
	char name[IFNAMSIZ];		/* "": the file gives none, or none is free */
	struct names_answer meant;		/* what tbnet-port tells udev */
	const struct link_file *file;	/* that udev applies; NULL: none that is meant for it */
};

struct plan {
	struct plan_entry *v;
	size_t n;
};

/* What is to be, by the machine, the .link files and the record. The plan points into
 * the first two. no_policies: the kernel's command line has net.ifnames=0. Returns 0 or a negative errno. */
int plan_make(const struct machine *machine, const struct link_files *files, const struct record *record,
	      bool no_policies, struct plan *ret);
void plan_free(struct plan *plan);

/* The entry of a netdev; NULL: none. */
const struct plan_entry *plan_of(const struct plan *plan, const struct machine_netdev *netdev);

/* The entry of a port, or of its controller without a cable; NULL: none. */
const struct plan_entry *plan_find(const struct plan *plan, const char *controller, unsigned port);

#endif
