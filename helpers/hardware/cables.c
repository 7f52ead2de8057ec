/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cables: the netdevs of one controller, from sysfs alone. */
#include "machine.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "cleanup.h"
#include "port.h"
#include "sysfs.h"
#include "text.h"

/* The bus lists the services at every depth, also those behind another router. */
#define DEVICES	"/sys/bus/thunderbolt/devices"

DEFINE_CLEANUP(DIR *, cleanup_dir, closedir)

/* From Linux 7.0 on a bond can give its own address to a link (drivers/net/thunderbolt). */
void machine_read_mac(const char *netdev, char mac[20])
{
	if (sysfs_read(netdev, "bonding_slave/perm_hwaddr", mac, 20) < 0 && sysfs_read(netdev, "address", mac, 20) < 0)
		mac[0] = '\0';
}

/* The netdev of a service: there is one, or none. A folder without an entry is one that is
 * renamed at this moment: its name is not known, but it is there. */
static int add_service(const char *service, struct machine_netdev *ret)
{
	char net[sizeof(DEVICES) + NAME_MAX + sizeof("//net/") + IFNAMSIZ] = DEVICES "/";
	size_t n = strlen(service);
	_cleanup_(cleanup_dir) DIR *d = NULL;
	struct machine_netdev cable = { 0 };
	struct dirent *entry;
	int r;

	memcpy(net + sizeof(DEVICES), service, n);
	memcpy(net + sizeof(DEVICES) + n, "/net/", sizeof("/net/"));
	d = opendir(net);
	if (!d)
		return sysfs_is_trouble(-errno) ? -errno : 0;
	for (errno = 0; (entry = readdir(d)); errno = 0)
		if (text_is_ifname(entry->d_name))
			memcpy(cable.name, entry->d_name, strlen(entry->d_name) + 1);
	if (errno)
		return -errno;
	memcpy(net + strlen(net), cable.name, strlen(cable.name) + 1);
	r = *cable.name ? sysfs_read_uint(net, "ifindex", 1, INT_MAX, &cable.ifindex) : -ENOENT;
	if (r < 0)
		cable.ifindex = 1;	/* lo's: before all others */
	if (*cable.name)
		machine_read_mac(net, cable.mac);
	port_from_service(service, &cable.port);
	*ret = cable;
	return sysfs_is_trouble(r) ? r : 1;
}

int cables_read(const char *service, struct machine_netdev ret[CABLES_MAX])
{
	_cleanup_(cleanup_dir) DIR *d = opendir(DEVICES);
	size_t domain = strcspn(service, "-") + 1;
	struct dirent *entry;
	unsigned number;
	int n = 0, r = 0;

	if (!d)
		return sysfs_is_trouble(-errno) ? -errno : 0;
	for (errno = 0; n < CABLES_MAX && r >= 0 && (entry = readdir(d)); errno = 0) {
		if (strncmp(entry->d_name, service, domain) != 0 || !strchr(entry->d_name, '.') ||
		    port_from_service(entry->d_name, &number) < 0)
			continue;
		r = add_service(entry->d_name, &ret[n]);
		n += r > 0;
	}
	return r < 0 ? r : errno ? -errno : n;
}
