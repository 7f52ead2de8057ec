/* SPDX-License-Identifier: GPL-2.0-or-later */
/* irqs: the interrupts of a PCI device that are in use. */
#include "irqs.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "sysfs.h"

DEFINE_CLEANUP(DIR *, cleanup_dir, closedir)

/* The kernel lists every vector that the device may use; the driver has asked for
 * those that have a folder with its name (nhi.c: request_irq(…, "thunderbolt", …)). */
static int is_used(const char *number)
{
	char path[PATH_MAX];

	snprintf(path, sizeof(path), IRQ_DIR "/%s/thunderbolt", number);
	return access(path, F_OK) == 0 ? 1 : sysfs_is_trouble(-errno) ? -errno : 0;
}

int irqs_each(const char *pci_address, irq_func f, void *data)
{
	_cleanup_(cleanup_dir) DIR *d = NULL;
	struct dirent *entry;
	char path[PATH_MAX];
	int r = 0;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/msi_irqs", pci_address);
	d = opendir(path);
	if (!d)
		return errno == ENOENT ? 0 : -errno;
	for (errno = 0; r >= 0 && (entry = readdir(d)); errno = 0) {
		if (strspn(entry->d_name, "0123456789") != strlen(entry->d_name))
			continue;
		r = is_used(entry->d_name);
		if (r > 0)
			r = f(entry->d_name, data);
	}
	return r < 0 ? r : -errno;
}
