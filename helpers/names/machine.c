/* SPDX-License-Identifier: GPL-2.0-or-later */
/* machine: the Thunderbolt and USB4 controllers, their ports, and all netdevs. */
#include "machine.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "port.h"
#include "routers.h"
#include "sysfs.h"
#include "text.h"
#include "udevdb.h"
#include "words.h"

#define PCI_DEVICES	"/sys/bus/pci/devices"
#define NETDEVS		"/sys/class/net"

DEFINE_CLEANUP(DIR *, cleanup_dir, closedir)

/* Calls f for every entry of the directory that is not hidden, until it returns an error. */
static int each(const char *directory, int (*f)(struct machine *m, const char *name),
		struct machine *m)
{
	_cleanup_(cleanup_dir) DIR *d = opendir(directory);
	struct dirent *entry;
	int r = !d && sysfs_is_trouble(-errno) ? -errno : 0;

	for (errno = 0; d && r == 0 && (entry = readdir(d)); errno = 0)
		if (*entry->d_name != '.')
			r = f(m, entry->d_name);
	return r < 0 || !d ? r : -errno;
}

/* Finds it, or adds one. NULL: no memory. */
static struct machine_controller *controller_at(struct machine *m, const char *address)
{
	for (size_t i = 0; i < m->n_controllers; i++)
		if (strcmp(m->controllers[i].address, address) == 0)
			return &m->controllers[i];
	if (GROW(&m->controllers, m->n_controllers) < 0)
		return NULL;
	m->controllers[m->n_controllers] = (struct machine_controller){ 0 };
	snprintf(m->controllers[m->n_controllers].address, sizeof(m->controllers->address), "%s", address);
	return &m->controllers[m->n_controllers++];
}

/* A controller is a PCI device of class "USB4 host interface", whoever made it, or
 * one that the driver knows by its id and has taken (those before USB4). */
static int add_pci(struct machine *m, const char *name)
{
	char path[PATH_MAX], class[16], driver[32];
	struct machine_controller *c;
	bool usb4, bound;
	int r, r2;

	if (!port_is_pci_address(name) || strlen(name) >= sizeof(c->address))
		return 0;
	snprintf(path, sizeof(path), PCI_DEVICES "/%s", name);
	r = sysfs_read(path, "class", class, sizeof(class));
	r2 = sysfs_link(path, "driver", driver, sizeof(driver));
	if (sysfs_is_trouble(r) || sysfs_is_trouble(r2))
		return sysfs_is_trouble(r) ? r : r2;
	usb4 = r == 0 && strcmp(class, "0x0c0340") == 0;
	bound = r2 == 0 && strcmp(driver, "thunderbolt") == 0;
	if (!usb4 && !bound)
		return 0;
	c = controller_at(m, name);
	if (!c)
		return -ENOMEM;
	c->bound = bound;
	c->given_away = r2 == 0 && strcmp(driver, "vfio-pci") == 0;
	return 0;
}

static int add_netdev(struct machine *m, const char *name)
{
	struct machine_netdev n = { 0 };
	struct machine_controller *c;
	struct port port;
	char path[PATH_MAX];
	int r;

	if (!text_is_ifname(name))
		return 0;
	memcpy(n.name, name, strlen(name) + 1);
	snprintf(path, sizeof(path), NETDEVS "/%s", name);
	r = udevdb_port(name, &port);
	if (sysfs_is_trouble(r))
		return r;
	if (r == 0 && port.number <= MACHINE_PORT_MAX) {
		n.port = port.number;
		memcpy(n.controller, port.controller, sizeof(n.controller));
		if (sysfs_read(path, "address", n.mac, sizeof(n.mac)) < 0)
			n.mac[0] = '\0';
		c = controller_at(m, n.controller);
		if (!c)
			return -ENOMEM;
		c->ports[n.port].there = c->ports[n.port].cabled = true;
	} else if (access(path, F_OK) < 0) {
		/* It went during the look. As one of no port it would be a stranger that holds the
		 * name, and --write would give its port another one for good. */
		return 0;
	}
	if (GROW(&m->netdevs, m->n_netdevs) < 0)
		return -ENOMEM;
	m->netdevs[m->n_netdevs++] = n;
	return 0;
}

/* A longer address has a higher PCI domain (10000:...), sorted as text it would come first. */
static int by_address(const void *a, const void *b)
{
	const struct machine_controller *x = a, *y = b;
	size_t n = strlen(x->address), m = strlen(y->address);

	return n != m ? (n > m) - (n < m) : strcmp(x->address, y->address);
}

static int by_port(const void *a, const void *b)
{
	const struct machine_netdev *x = a, *y = b;
	int r = strcmp(x->controller, y->controller);

	r = r ? r : (x->port > y->port) - (x->port < y->port);
	return r ? r : strcmp(x->name, y->name);
}

int machine_read(struct machine *ret)
{
	struct machine m = { 0 };
	int r = each(PCI_DEVICES, add_pci, &m);

	if (r == 0)
		r = each(NETDEVS, add_netdev, &m);
	for (size_t i = 0; i < m.n_controllers && r == 0; i++)
		r = routers_read(&m.controllers[i]);
	if (r < 0) {
		machine_free(&m);
		return r;
	}
	/* not in the order of readdir(), so that all that follows is the same every time */
	if (m.n_controllers)
		qsort(m.controllers, m.n_controllers, sizeof(*m.controllers), by_address);
	if (m.n_netdevs)
		qsort(m.netdevs, m.n_netdevs, sizeof(*m.netdevs), by_port);
	*ret = m;
	return 0;
}

void machine_free(struct machine *m)
{
	free(m->controllers);
	free(m->netdevs);
	*m = (struct machine){ 0 };
}

const struct machine_controller *machine_controller(const struct machine *m, const char *address)
{
	for (size_t i = 0; i < m->n_controllers; i++)
		if (strcmp(m->controllers[i].address, address) == 0)
			return &m->controllers[i];
	return NULL;
}

const struct machine_netdev *machine_netdev(const struct machine *m, const char *name)
{
	for (size_t i = 0; i < m->n_netdevs; i++)
		if (strcmp(m->netdevs[i].name, name) == 0)
			return &m->netdevs[i];
	return NULL;
}

const struct machine_netdev *machine_netdev_at(const struct machine *m, const char *controller,
					       unsigned port)
{
	for (size_t i = 0; i < m->n_netdevs; i++)
		if (m->netdevs[i].port == port && strcmp(m->netdevs[i].controller, controller) == 0)
			return &m->netdevs[i];
	return NULL;
}
