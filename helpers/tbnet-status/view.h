/* SPDX-License-Identifier: GPL-2.0-or-later */
/* view: look at the node once, and run the checks. */
#ifndef TBNET_VIEW_H
#define TBNET_VIEW_H

#include "findings.h"

struct view {
	struct host host;
	struct findings findings;
};

/* Looks, and with PROBE asks the neighbors. Returns 0, or a negative errno: nothing can be told. */
int view_take(bool probe, struct view *ret);
void view_free(struct view *v);

#endif
