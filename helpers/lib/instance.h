/* SPDX-License-Identifier: GPL-2.0-or-later */
/* instance: the systemd unit of a link, by the name of the link. */
#ifndef TBNET_INSTANCE_H
#define TBNET_INSTANCE_H

#include <net/if.h>

/* A byte becomes four at most; quotes around it. */
#define INSTANCE_SIZE	(4 * (IFNAMSIZ - 1) + 1)
#define INSTANCE_UNIT_SIZE		(INSTANCE_SIZE + sizeof("'tbnet-link@.service'"))

/* The name as it is in the device's own unit, sys-subsystem-net-devices-tb\x2dn2.device for tb-n2 (systemd.device(5),
 * systemd-escape --path): the instance of tbnet-link@.service. Returns BUF. */
const char *instance_escape(const char *ifname, char buf[INSTANCE_SIZE]);

/* "tbnet-link@en05", as somebody types it in a shell: in quotes where it has a backslash. Returns BUF. */
const char *instance_typed(const char *ifname, char buf[INSTANCE_UNIT_SIZE]);

#endif
