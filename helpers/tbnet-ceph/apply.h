/* SPDX-License-Identifier: GPL-2.0-or-later */
/* apply: the plan made so, and undone. */
#ifndef TBNET_APPLY_H
#define TBNET_APPLY_H

#include "plan.h"

/* All or none; each says what it did and every failure, and returns an exit code. CLUSTER is asked again, as WAIT
 * seconds for each answer allow. OLD is the record (or NULL) by which the plan was made. */
int apply_plan(struct cluster *cluster, const struct plan *plan, struct json_object *old, unsigned wait);
int apply_undo(struct cluster *cluster, unsigned wait);

/* Asks every OSD that is up, and of what is global the monitors in the quorum and the active manager, for the values that they
 * run with, until those are the plan's, or WAIT seconds are over. Returns how many do not have them, after saying so. */
unsigned readback(const struct cluster *cluster, const struct plan *plan, unsigned wait);

#endif
