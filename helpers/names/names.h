/* SPDX-License-Identifier: GPL-2.0-or-later */
/* names: which name a port is meant to have. */
#ifndef TBNET_NAMES_H
#define TBNET_NAMES_H

#include "record.h"

/* A netdev of a controller. */
struct cable {
	unsigned port, ifindex;
	char name[IFNAMSIZ];
};

/* What the answer follows from, for the ports of one controller. */
struct names {
	const struct controllers *controllers;
	const struct record *record;
	const char *controller;
	const struct cable *cables;	/* of this controller */
	size_t n;
	/* 1 if something else than these cables has the name, or a .link file gives it to something
	 * else; 0, or a negative errno if that could not be looked at. */
	int (*is_taken)(const struct names *names, const char *name, unsigned port);
	const void *data;
};

struct names_answer {
	char name[IFNAMSIZ];	/* "": none that is free now */
	char base[IFNAMSIZ];	/* the controller's, whoever has it */
	char wanted[IFNAMSIZ];	/* the name in the record, or the controller's, free or not */
	bool own;		/* the port is not to be called as its controller is */
};

/* The name for the netdev with this ifindex at a port; with ifindex 0 for the next one
 * there, and with port 0 for the next one of the controller at any port that has no
 * name in the record. Every netdev of a controller comes to the same answers for all
 * of them, whatever the others do at that time. Returns 0, or what is_taken failed with. */
int names_meant(const struct names *names, unsigned port, unsigned ifindex, struct names_answer *ret);

#endif
