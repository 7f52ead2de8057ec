/* SPDX-License-Identifier: GPL-2.0-or-later */
/* names: find the name that a port should have. */
#ifndef TBNET_NAMES_H
#define TBNET_NAMES_H

#include "linkfile.h"
#include "machine.h"
#include "record.h"

/* The facts that decide the names of one controller's ports. */
struct names {
	const struct controllers *controllers;
	const struct record *record;
	const struct link_files *files;
	const char *controller;
	const struct machine_netdev *cables;	/* of this controller */
	size_t n;
};

struct names_answer {
	char name[IFNAMSIZ];	/* "": none that is free now */
	char base[IFNAMSIZ];	/* the controller's, whoever has it */
	char wanted[IFNAMSIZ];	/* the name in the record, or the controller's, free or not */
	bool own;		/* the port is not to be called as its controller is, and no file for it alone says how */
};

/* The name for the netdev with this ifindex at a port; with ifindex 0 for the next one
 * there, and with port 0 for the next one of the controller at any port that has no
 * name in the record. Every netdev of a controller comes to the same answers for all
 * of them, whatever the others do at that time. Returns 0, or a negative errno if it could not
 * be looked at who else has a name. */
int names_meant(const struct names *names, unsigned port, unsigned ifindex, struct names_answer *ret);

#endif
