/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sweep: choose the packet sizes to try, and judge which ones passed. */
#ifndef TBNET_SWEEP_H
#define TBNET_SWEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "probe.h"

#define SWEEP_TRIES	3	/* a size that passed in none of them is lost */

struct sweep {
	struct sweep_size {
		unsigned bytes, tries;
		bool answered, whole;
	} v[256];
	size_t n, first;	/* of these, those of the first look */
};

/* The sizes of the first look, up to the MTU of this end. */
void sweep_begin(struct sweep *s, unsigned top);

/* Adds sizes between the largest that passed and the smallest above it that did not.
 * Returns how many: 0 when there is none between. */
size_t sweep_split(struct sweep *s);

/* Fills what the sizes say: top, largest, hole and missing. */
void sweep_judge(const struct sweep *s, struct probe *ret);

#endif
