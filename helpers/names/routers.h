/* SPDX-License-Identifier: GPL-2.0-or-later */
/* routers: the ports of a controller and the hosts at their other ends. */
#ifndef TBNET_ROUTERS_H
#define TBNET_ROUTERS_H

struct machine_controller;

/* Fills c->ports from what lies below the controller in sysfs. Returns 0, or a
 * negative errno if that could not be looked at. */
int routers_read(struct machine_controller *c);

#endif
