/* SPDX-License-Identifier: GPL-2.0-or-later */
/* datacenter: check whether migration and corosync of Proxmox VE use the mesh as they should. */
#ifndef TBNET_DATACENTER_H
#define TBNET_DATACENTER_H

#include "fabric.h"

/* Prints a line each, with the command, where migration of guests has no network of its own, or one without an address of this node,
 * and where corosync has no address but the mesh's. Prints nothing on a machine without Proxmox VE, or where the prefix is not known. */
void datacenter_show(const struct fabric *fabric);

#endif
