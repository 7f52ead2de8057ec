/* SPDX-License-Identifier: GPL-2.0-or-later */
/* work: do the work of one call of tbnet-interfaces. */
#ifndef TBNET_WORK_H
#define TBNET_WORK_H

#include <limits.h>
#include <stdbool.h>

#include "node.h"
#include "words.h"

#define WORK_PROGRAM	"tbnet-interfaces"

struct work {
	char verb;			/* the first letter of check, add, remove, undo */
	bool dry_run;
	unsigned mtu;
	struct words names;
	char path[PATH_MAX];		/* of the file, links followed */
	struct node before, after;
};

/* Both say what they find and do, and return an exit code. */
int work_check(struct work *w);
int work_change(struct work *w);

void work_free(struct work *w);

#endif
