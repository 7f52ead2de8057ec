/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mesh: whether a network of Ceph's may be on the mesh. */
#include "mesh.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <errno.h>
#include <ifaddrs.h>
#include <stdio.h>
#include <string.h>

#include "cephnet.h"
#include "cleanup.h"
#include "file.h"
#include "udevdb.h"

#define DEPTH_MAX	8	/* a VLAN on a bridge on a bond is 3 */

DEFINE_CLEANUP(DIR *, cleanup_dir, closedir)
DEFINE_CLEANUP(struct ifaddrs *, cleanup_ifaddrs, freeifaddrs)

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

/* True unless all of this host's addresses in the network are on a LAN. */
static bool may_be_on_mesh(const char *network, void *data)
{
	const struct ifaddrs *all = data;
	char text[INET6_ADDRSTRLEN];
	bool lan = false;

	for (const struct ifaddrs *a = all; a; a = a->ifa_next) {
		int family = a->ifa_addr ? a->ifa_addr->sa_family : AF_UNSPEC;
		const void *bytes = family == AF_INET ? (void *)&((struct sockaddr_in *)a->ifa_addr)->sin_addr :
				    family == AF_INET6 ? (void *)&((struct sockaddr_in6 *)a->ifa_addr)->sin6_addr : NULL;

		if (!bytes || !inet_ntop(family, bytes, text, sizeof(text)) || !cephnet_holds(network, text))
			continue;
		if (!is_lan(a->ifa_name, 0))
			return true;
		lan = true;
	}
	return !lan;
}

int mesh_has_ceph(void)
{
	_cleanup_(cleanup_ifaddrs) struct ifaddrs *all = NULL;
	_cleanup_free_ char *text = NULL;
	size_t size;
	int r = file_read(CEPH_CONF, &text, &size);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	if (getifaddrs(&all) < 0)
		return -errno;
	return cephnet_any(text, may_be_on_mesh, all);
}
