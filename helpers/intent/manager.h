/* SPDX-License-Identifier: GPL-2.0-or-later */
/* manager: tell whether systemd-networkd or NetworkManager configures a netdev. */
#ifndef TBNET_MANAGER_H
#define TBNET_MANAGER_H

#include <limits.h>

struct manager {
	const char *tool;	/* "systemd-networkd", "NetworkManager", "netplan" (by networkd); NULL: none of them */
	char what[PATH_MAX];	/* the .network file, or the connection's UUID; clean, "" if not known */
	char state[16];		/* of networkd: "configuring", "configured", "failed"; else "" */
};

/* Who configures the netdev, by the state that the tool itself keeps in /run (networkctl(1),
 * NetworkManager(8)). A tool that knows it and leaves it alone ("unmanaged") does not count. */
void manager_of(int ifindex, struct manager *ret);

#endif
