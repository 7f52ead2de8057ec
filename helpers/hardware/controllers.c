/* SPDX-License-Identifier: GPL-2.0-or-later */
/* controllers: the Thunderbolt and USB4 controllers of this machine, in PCI order. */
#include "controllers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "cleanup.h"
#include "sysfs.h"

#define PCI_DEVICES	"/sys/bus/pci/devices"
#define PCI_DRIVER	"/sys/bus/pci/drivers/thunderbolt"
#define CLASS_USB4	"0x0c0340"	/* PCI_CLASS_SERIAL_USB_USB4 */

DEFINE_CLEANUP(DIR *, cleanup_dir, closedir)

/* A longer address has a higher PCI domain (10000:...); sorted as text it would come first. */
static int compare(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);

	return n != m ? (n > m) - (n < m) : strcmp(a, b);
}

size_t controllers_add(struct controllers *c, const char *address)
{
	size_t i = 0;

	while (i < c->n && compare(c->v[i], address) < 0)
		i++;
	if (i < c->n && strcmp(c->v[i], address) == 0)
		return i;
	if (c->n == CONTROLLERS_MAX || strlen(address) >= PCI_ADDRESS_SIZE)
		return CONTROLLERS_MAX;
	memmove(c->v[i + 1], c->v[i], (c->n++ - i) * sizeof(*c->v));
	memcpy(c->v[i], address, strlen(address) + 1);
	return i;
}

size_t controllers_find(const struct controllers *c, const char *address)
{
	size_t i = 0;

	while (i < c->n && strcmp(c->v[i], address) != 0)
		i++;
	return i;
}

/* 1, 0, or a negative errno. udev asks this of each PCI device for each link: sysfs_read() would cost twice as much. */
static int is_usb4(const char *address, size_t length)
{
	char path[sizeof(PCI_DEVICES) + PCI_ADDRESS_SIZE + sizeof("/class")] = PCI_DEVICES "/", class[sizeof(CLASS_USB4) + 1];
	_cleanup_fd_ int fd = -1;
	ssize_t n;

	memcpy(path + sizeof(PCI_DEVICES), address, length);
	memcpy(path + sizeof(PCI_DEVICES) + length, "/class", sizeof("/class"));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, class, sizeof(class));
	if (n < 0)
		return sysfs_is_trouble(-errno) ? -errno : 0;
	if ((size_t)n < sizeof(CLASS_USB4) - 1 || memcmp(class, CLASS_USB4, sizeof(CLASS_USB4) - 1) != 0)
		return 0;
	return n == sizeof(CLASS_USB4) - 1 || (n == sizeof(CLASS_USB4) && class[n - 1] == '\n');
}

/* Adds those of a folder: all that the driver has, else those of the class. */
static int add_folder(struct controllers *c, const char *path, bool driver)
{
	_cleanup_(cleanup_dir) DIR *d = opendir(path);
	struct dirent *entry;
	int r = !d && sysfs_is_trouble(-errno) ? -errno : 0;

	for (errno = 0; d && r >= 0 && (entry = readdir(d)); errno = 0) {
		size_t length = strlen(entry->d_name);

		if (*entry->d_name == '.' || length >= PCI_ADDRESS_SIZE)
			continue;
		r = driver ? 1 : is_usb4(entry->d_name, length);
		if (r > 0 && port_is_pci_address(entry->d_name))
			c->more |= controllers_add(c, entry->d_name) == CONTROLLERS_MAX;
	}
	return r < 0 || !d ? r : -errno;
}

int controllers_read(struct controllers *ret)
{
	struct controllers c = { .n = 0 };
	int r = add_folder(&c, PCI_DEVICES, false);

	if (r >= 0)
		r = add_folder(&c, PCI_DRIVER, true);
	if (r >= 0)
		*ret = c;
	return r < 0 ? r : 0;
}
