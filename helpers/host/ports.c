/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ports: read from sysfs what is connected to each port of the controllers. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "admit.h"
#include "cleanup.h"
#include "host.h"
#include "mtu.h"
#include "sysfs.h"
#include "text.h"

#define BUS	"/sys/bus/thunderbolt/devices"

DEFINE_CLEANUP(DIR *, cleanup_dir, closedir)

static int add_port(struct host *n, const struct machine_controller *c, unsigned number)
{
	const struct machine_netdev *d = machine_netdev_at(&n->picture.machine, c->address, number);
	struct port peer;

	if (GROW(&n->ports, n->n_ports) < 0)
		return -ENOMEM;
	n->ports[n->n_ports++] = (struct host_port){
		.controller = c,
		.number = number,
		.port = &c->ports[number],
		.netdev = d,
		.unlisted = d && !admit_link(d->name, &peer),
		.setting_mtu = d ? mtu_setting(d->name) : n->mtu,
		.entry = plan_find(&n->picture.plan, c->address, number),
	};
	return 0;
}

static bool is_below(const char *path, const struct machine_controller *c)
{
	char part[sizeof(c->address) + 16];

	snprintf(part, sizeof(part), "/%s/domain", c->address);
	return strstr(path, part) != NULL;
}

/* The port that a device of the bus belongs to, by its path
 * …/0000:00:0d.2/domain0/0-0/0-1/0-1.0 and its name; NULL: none of ours. */
static struct host_port *port_of(struct host *n, const char *path, const char *name)
{
	unsigned number;

	if (port_from_service(name, &number) < 0)
		return NULL;
	for (size_t i = 0; i < n->n_ports; i++) {
		struct host_port *p = &n->ports[i];

		if (p->number == number && is_below(path, p->controller))
			return p;
	}
	return NULL;
}

/* The folder "net" of a service lives as long as its netdev (drivers/base/core.c, cleanup_glue_dir()), and sysfs lists in it only
 * what is in its own network namespace. */
static bool has_netdev_elsewhere(const char *path)
{
	char net[PATH_MAX];
	struct stat st;

	return snprintf(net, sizeof(net), "%s/net", path) < (int)sizeof(net) && stat(net, &st) == 0;
}

/* Any key but "network" is only named: what it is for is between its two drivers. */
static int read_service(struct host_port *p, const char *path)
{
	char key[32], driver[32];

	if (sysfs_read(path, "key", key, sizeof(key)) < 0)
		return 0;
	if (strcmp(key, "network") != 0)
		return *key && text_is_clean(key) && !words_have(&p->services, key) ? words_add(&p->services, key) : 0;
	p->service = sysfs_link(path, "driver", driver, sizeof(driver)) == 0 &&
		     strcmp(driver, PORT_DRIVER) == 0 ? SERVICE_BOUND : SERVICE_UNBOUND;
	if (p->service == SERVICE_BOUND && !p->netdev && has_netdev_elsewhere(path))
		p->service = SERVICE_ELSEWHERE;
	return 0;
}

/* Two names of the device right at the port, "CalDigit, Inc. TS4"; what is behind it has a longer route. */
static void read_dock(struct host_port *p, const char *path, const char *name)
{
	static const char *const files[] = { "vendor_name", "device_name" };
	size_t used = 0;

	if (strlen(strchr(name, '-') + 1) > 2)
		return;
	for (int i = 0; i < 2; i++) {
		char text[64];

		if (sysfs_read(path, files[i], text, sizeof(text)) == 0 && text_is_clean(text) && strlen(text) + 2 < sizeof(p->device) - used)
			used += (size_t)snprintf(p->device + used, sizeof(p->device) - used, "%s%s", used ? " " : "", text);
	}
	if (!used)
		snprintf(p->device, sizeof(p->device), "a device without a name");
}

/* The host router's ports say whether there is a link at all. The kernel shows what is at its other end only when that has answered
 * (drivers/thunderbolt/xdomain.c). Waits as long as the kernel is busy with a cable of this controller. */
static void read_unfound(struct host *n, const char *router)
{
	for (size_t i = 0; i < n->n_ports; i++) {
		struct host_port *p = &n->ports[i];
		char path[PATH_MAX], link[8];

		if (p->port->cabled || !is_below(router, p->controller) ||
		    snprintf(path, sizeof(path), "%s/usb4_port%u", router, p->number) >= (int)sizeof(path))
			continue;
		p->unfound = sysfs_read(path, "link", link, sizeof(link)) == 0 && (strcmp(link, "usb4") == 0 || strcmp(link, "tbt") == 0);
	}
}

/* Linux calls itself "Intel Corp.", later kernels "Linux" (drivers/thunderbolt/xdomain.c). */
static void read_vendor(struct host_port *p, const char *path)
{
	if (sysfs_read(path, "vendor_name", p->vendor, sizeof(p->vendor)) < 0 || !text_is_clean(p->vendor) ||
	    strcmp(p->vendor, "(none)") == 0 || strcmp(p->vendor, "Intel Corp.") == 0 || strcmp(p->vendor, "Linux") == 0)
		p->vendor[0] = '\0';
}

/* The controller of a domain is what it lies in, on a system-on-chip a platform device. */
static int read_domain(struct host *n, char *path)
{
	char *end = strrchr(path, '/'), *name;

	*end = '\0';
	name = strrchr(path, '/');
	return !name || port_is_pci_address(name + 1) || !text_is_clean(name + 1) ? 0 : words_add(&n->foreign, name + 1);
}

static int read_device(struct host *n, const char *name)
{
	_cleanup_free_ char *path = NULL;
	char link[sizeof(BUS) + NAME_MAX + 1];
	struct host_port *p;

	snprintf(link, sizeof(link), BUS "/%s", name);
	path = realpath(link, NULL);
	if (path && strncmp(name, "domain", 6) == 0)
		return read_domain(n, path);
	if (path && strcmp(name + strcspn(name, "-"), "-0") == 0)
		read_unfound(n, path);
	p = path ? port_of(n, path, name) : NULL;
	if (!p)
		return 0;
	if (!p->port->cabled && !strchr(name, '.'))
		read_dock(p, path, name);
	if (!p->port->cabled)
		return 0;
	if (strchr(name, '.'))
		return read_service(p, path);
	if (p->service == SERVICE_UNKNOWN)
		p->service = SERVICE_NONE;
	read_vendor(p, path);
	port_read_speed(path, p->speed, &p->lanes);
	return 0;
}

int ports_read(struct host *n)
{
	_cleanup_(cleanup_dir) DIR *d = opendir(BUS);
	const struct machine *m = &n->picture.machine;
	struct dirent *entry;

	for (size_t i = 0; i < m->n_controllers; i++)
		for (unsigned port = 1; port <= MACHINE_PORT_MAX; port++)
			if (m->controllers[i].ports[port].there &&
			    add_port(n, &m->controllers[i], port) < 0)
				return -ENOMEM;
	if (!d && errno == ENOMEM)
		return -ENOMEM;
	while (d && (entry = readdir(d)))
		if (read_device(n, entry->d_name) < 0)
			return -ENOMEM;
	words_sort(&n->foreign);
	for (size_t i = 0; i < n->n_ports; i++)
		words_sort(&n->ports[i].services);
	return 0;
}
