/* SPDX-License-Identifier: GPL-2.0-or-later */
/* udevdb: what udev's database holds about a netdev. */
#include "udevdb.h"

#include <errno.h>
#include <libudev.h>
#include <string.h>

#include "cleanup.h"
#include "sysfs.h"
#include "text.h"

DEFINE_CLEANUP(struct udev *, cleanup_udev, udev_unref)
DEFINE_CLEANUP(struct udev_device *, cleanup_device, udev_device_unref)

static void read_port(struct udev_device *device, struct udevdb *db)
{
	const char *port = udev_device_get_property_value(device, "TBNET_PORT");
	const char *controller = udev_device_get_property_value(device, "TBNET_CONTROLLER");
	unsigned number;

	if (!port || text_to_uint(port, 1, 255, &number) < 0 || !controller ||
	    strlen(controller) >= sizeof(db->controller) || !port_is_pci_address(controller))
		return;
	db->port = number;
	memcpy(db->controller, controller, strlen(controller) + 1);
}

int udevdb_read(const char *ifname, struct udevdb *ret)
{
	_cleanup_(cleanup_udev) struct udev *udev = udev_new();
	_cleanup_(cleanup_device) struct udev_device *device = NULL;
	struct udevdb db = { 0 };
	const char *file;

	if (!udev)
		return -ENOMEM;
	device = udev_device_new_from_subsystem_sysname(udev, "net", ifname);
	if (!device)
		return sysfs_is_trouble(-errno) ? -errno : -ENODEV;
	errno = 0;
	db.known = udev_device_get_is_initialized(device) > 0;
	if (!db.known && errno == ENOMEM)
		return -ENOMEM;
	db.age = db.known ? udev_device_get_usec_since_initialized(device) : 0;
	errno = 0;
	db.marked = udev_device_get_property_value(device, "TBNET_PORT");
	if (!db.marked && sysfs_is_trouble(-errno))
		return -errno;
	file = udev_device_get_property_value(device, "ID_NET_LINK_FILE");
	if (file) {
		db.link_file = strdup(file);
		if (!db.link_file)
			return -ENOMEM;
	}
	read_port(device, &db);
	*ret = db;
	return 0;
}

void udevdb_free(struct udevdb *db)
{
	free(db->link_file);
	*db = (struct udevdb){ 0 };
}

int udevdb_port(const char *ifname, struct port *ret)
{
	_cleanup_(udevdb_free) struct udevdb db = { 0 };
	struct port port = { 0 };
	int r = port_from_ifname(ifname, ret);

	if (r == 0 || sysfs_is_trouble(r))
		return r;
	r = udevdb_read(ifname, &db);
	if (r < 0 || !db.port)
		return sysfs_is_trouble(r) ? r : -ENODEV;
	port.number = db.port;
	memcpy(port.controller, db.controller, sizeof(port.controller));
	*ret = port;
	return 0;
}
