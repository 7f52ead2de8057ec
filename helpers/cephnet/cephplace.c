/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cephplace: where this host has an address in a network of Ceph's. */
#include <arpa/inet.h>
#include <dirent.h>
#include <ifaddrs.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cephnet.h"
#include "cleanup.h"
#include "udevdb.h"

#define DEPTH_MAX	8	/* a VLAN on a bridge on a bond is 3 */

DEFINE_CLEANUP(DIR *, cleanup_dir, closedir)

/* A device that is none of ours, or something that stands on one: VLAN, bridge, bond. */
static bool is_lan(const char *ifname, unsigned depth)
{
	char path[64];
	_cleanup_(cleanup_dir) DIR *d = NULL;
	struct dirent *entry;
	struct port port;

	if (depth == DEPTH_MAX || udevdb_port(ifname, &port) == 0)
		return false;
	snprintf(path, sizeof(path), "/sys/class/net/%s/device", ifname);
	if (access(path, F_OK) == 0)
		return true;
	*strrchr(path, '/') = '\0';
	d = opendir(path);
	while (d && (entry = readdir(d)))
		if (strncmp(entry->d_name, "lower_", 6) == 0 && is_lan(entry->d_name + 6, depth + 1))
			return true;
	return false;
}

enum ceph_place cephnet_place(const struct ifaddrs *all, const char *network)
{
	enum ceph_place place = CEPH_NOWHERE;
	char text[INET6_ADDRSTRLEN];

	for (const struct ifaddrs *a = all; a; a = a->ifa_next) {
		int family = a->ifa_addr ? a->ifa_addr->sa_family : AF_UNSPEC;
		const void *bytes = family == AF_INET ? (void *)&((struct sockaddr_in *)a->ifa_addr)->sin_addr :
				    family == AF_INET6 ? (void *)&((struct sockaddr_in6 *)a->ifa_addr)->sin6_addr : NULL;

		if (!bytes || !inet_ntop(family, bytes, text, sizeof(text)) || !cephnet_holds(network, text))
			continue;
		if (!is_lan(a->ifa_name, 0))
			return CEPH_ON_MESH;
		place = CEPH_ON_LAN;
	}
	return place;
}
