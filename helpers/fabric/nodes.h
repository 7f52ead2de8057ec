/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nodes: who is in the fabric, with which address and which ports. */
#ifndef TBNET_NODES_H
#define TBNET_NODES_H

#include "fabric.h"

/* Reads TBNET_FABRIC_NODES and TBNET_FABRIC_INTERFACES. Returns 0, or a negative errno
 * after saying in one line what is wrong. */
int nodes_read(struct fabric *fabric);

/* Their names and addresses, against each other and the prefixes. The same. */
int nodes_check(const struct fabric *fabric);

#endif
