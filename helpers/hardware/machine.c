/* SPDX-License-Identifier: GPL-2.0-or-later */
/* machine: the Thunderbolt and USB4 controllers, their ports, and all netdevs. */
#include "machine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "port.h"
#include "sysfs.h"
#include "text.h"
#include "udevdb.h"
#include "words.h"

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

static int by_address(const void *a, const void *b)
{
	const struct machine_netdev *x = a, *y = b;
	int r = strcmp(x->controller, y->controller);

	r = r ? r : (x->port > y->port) - (x->port < y->port);
	return r ? r : strcmp(x->name, y->name);
}

static int add_netdev(struct machine *m, const char *name)
{
	struct machine_netdev n = { 0 };
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
		machine_read_mac(path, n.mac);
		if (sysfs_read_uint(path, "ifindex", 1, INT_MAX, &n.ifindex) < 0)
			n.ifindex = 0;
	} else if (access(path, F_OK) < 0) {
		/* it went during the look; as one of no port it would be a stranger that holds the name */
		return 0;
	}
	if (GROW(&m->netdevs, m->n_netdevs) < 0)
		return -ENOMEM;
	m->netdevs[m->n_netdevs++] = n;
	return 0;
}

static int read_driver(struct machine_controller *c)
{
	char path[PATH_MAX], driver[32];
	int r;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s", c->address);
	r = sysfs_link(path, "driver", driver, sizeof(driver));
	c->bound = r == 0 && strcmp(driver, "thunderbolt") == 0;
	c->given_away = r == 0 && strcmp(driver, "vfio-pci") == 0;
	return sysfs_is_trouble(r) ? r : 0;
}

/* Those of sysfs, and those that only udev's database knows, by the properties of a netdev. */
static int add_controllers(struct machine *m)
{
	struct controllers *all = &m->order;
	int r = controllers_read(all);

	for (size_t i = 0; i < m->n_netdevs && r == 0; i++)
		if (*m->netdevs[i].controller)
			controllers_add(all, m->netdevs[i].controller);
	if (r == 0)
		m->controllers = calloc(all->n + 1, sizeof(*m->controllers));
	if (r < 0 || !m->controllers)
		return r < 0 ? r : -ENOMEM;
	for (m->n_controllers = 0; m->n_controllers < all->n && r == 0; m->n_controllers++) {
		struct machine_controller *c = &m->controllers[m->n_controllers];

		memcpy(c->address, all->v[m->n_controllers], sizeof(c->address));
		r = read_driver(c);
		if (r == 0)
			r = routers_read(c);
		for (size_t i = 0; i < m->n_netdevs; i++)
			if (strcmp(m->netdevs[i].controller, c->address) == 0)
				c->ports[m->netdevs[i].port].there = c->ports[m->netdevs[i].port].cabled = true;
	}
	return r;
}

int machine_read(struct machine *ret)
{
	struct machine m = { 0 };
	int r = each(NETDEVS, add_netdev, &m);

	if (r == 0)
		r = add_controllers(&m);
	if (r < 0) {
		machine_free(&m);
		return r;
	}
	/* not in the order of readdir(), so that all that follows is the same every time */
	if (m.n_netdevs)
		qsort(m.netdevs, m.n_netdevs, sizeof(*m.netdevs), by_address);
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
