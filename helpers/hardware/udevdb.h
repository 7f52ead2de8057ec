/* SPDX-License-Identifier: GPL-2.0-or-later */
/* udevdb: what udev's database holds about a netdev. */
#ifndef TBNET_UDEVDB_H
#define TBNET_UDEVDB_H

#include <stdbool.h>
#include <stdint.h>

#include "port.h"

struct udevdb {
	bool known;		/* udev has finished an event of it */
	uint64_t age;		/* us since it first had, 0: not known */
	char *link_file;	/* ID_NET_LINK_FILE: the .link file that udev applied, or NULL */
	bool marked;		/* TBNET_PORT is there */
	unsigned port;		/* TBNET_PORT and TBNET_CONTROLLER, where both are there */
	char controller[PCI_ADDRESS_SIZE];
};

/* Returns 0, -ENODEV if there is no such netdev, or why it could not be looked at. */
int udevdb_read(const char *ifname, struct udevdb *ret);
void udevdb_free(struct udevdb *db);

/* The port of a netdev: from sysfs, or where that knows none (the driver is not
 * thunderbolt-net) from udev's database, if a rule has marked it with TBNET_PORT
 * and TBNET_CONTROLLER. Returns 0, -ENODEV, or why neither could be looked at. */
int udevdb_port(const char *ifname, struct port *ret);

#endif
