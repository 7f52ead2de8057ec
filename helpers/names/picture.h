/* SPDX-License-Identifier: GPL-2.0-or-later */
/* picture: this machine, its .link files, the names in the record, and what follows from all. */
#ifndef TBNET_PICTURE_H
#define TBNET_PICTURE_H

#include "linkfiles.h"
#include "machine.h"
#include "plan.h"

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

#endif
