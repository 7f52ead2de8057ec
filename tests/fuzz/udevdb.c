/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz udevdb: whatever udev's database has for a netdev, its port is a number and its controller a PCI address. */
#include "fuzz.h"

#include <libudev.h>

static char *pieces[2];

static const char *fuzz_property(struct udev_device *device, const char *key)
{
	(void)device;
	return strcmp(key, "TBNET_PORT") == 0 ? pieces[0] : pieces[1];
}

#define udev_device_get_property_value fuzz_property
#include "hardware/udevdb.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct udevdb db = { 0 };
	char *text = fuzz_string(data, size), *rest = text;

	pieces[0] = strsep(&rest, "\n");
	pieces[1] = rest;
	read_port(NULL, &db);
	must(db.port <= 255 && (db.port == 0) == !*db.controller);
	must(!db.port || port_is_pci_address(db.controller));
	free(text);
	return 0;
}
