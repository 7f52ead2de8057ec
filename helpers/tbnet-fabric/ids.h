/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ids: give the nodes of a new mesh their router ids. */
#ifndef TBNET_IDS_H
#define TBNET_IDS_H

#include "members.h"

/* A node keeps the router id that it has in an OpenFabric that runs, such as a guide's "router openfabric 1"; the others get the first
 * free addresses of TBNET_FABRIC_PREFIX and TBNET_FABRIC_PREFIX6. What is no prefix gives none. *ret_kept is set if a node keeps one. Returns 0, or a negative errno after saying
 * in one line why not. */
int ids_give(struct members *m, bool *ret_kept);

#endif
