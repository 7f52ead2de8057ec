/* SPDX-License-Identifier: GPL-2.0-or-later */
/* subject: tell whether a Thunderbolt netdev has the right name, why not, and the next step. */
#ifndef TBNET_SUBJECT_H
#define TBNET_SUBJECT_H

#include <stdbool.h>

#include "picture.h"
#include "udevdb.h"

struct subject {
	const struct picture *picture;
	const struct machine_netdev *netdev;
	const struct plan_entry *entry;	/* what the plan says of its port */
	struct udevdb db;
	bool up;			/* IFF_UP */
	bool renamed;			/* from user space (name_assign_type) */
};

/* Gathers what there is about the netdev, whose flags (IFF_*) are given. Returns 0,
 * -ENODEV if the picture has no Thunderbolt netdev of that name, or -ENOMEM. */
int subject_read(const struct picture *picture, const char *ifname, unsigned flags,
		 struct subject *ret);
void subject_free(struct subject *s);

/* The name that it should have; "": none is given, or none is free. */
const char *subject_name(const struct subject *s);

/* The .link file that gives it a name, or should; NULL: none. */
const struct link_file *subject_file(const struct subject *s);

/* True if the netdev is called what the .link files say. */
bool subject_is_right(const struct subject *s);

/* One line each, fit to be printed: what comes from files in it is defused. */
struct explanation {
	char *cause;
	char *next;	/* the command; else what is to be done before it */
};

/* For a netdev that is not right. Returns 0 or -ENOMEM. */
int explain(const struct subject *s, struct explanation *ret);
void explanation_free(struct explanation *e);

#endif
