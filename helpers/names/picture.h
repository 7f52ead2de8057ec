/* SPDX-License-Identifier: GPL-2.0-or-later */
/* picture: this machine, its .link files and what follows from both. */
#ifndef TBNET_PICTURE_H
#define TBNET_PICTURE_H

#include "linkfiles.h"
#include "machine.h"
#include "plan.h"

struct picture {
	struct machine machine;
	struct link_files files;
	struct plan plan;	/* points into the two */
};

/* Looks at everything. Returns 0 or a negative errno. */
int picture_take(struct picture *ret);
void picture_free(struct picture *p);

/* Shows it to people: controllers, ports, peers, names, and the text of every
 * .link file that is missing, fit to be pasted. Returns 0, or -ENOMEM where it ended. */
int picture_print(const struct picture *p, unsigned mtu);

#endif
