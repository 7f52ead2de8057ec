/* SPDX-License-Identifier: GPL-2.0-or-later */
/* routers: find the ports of a controller and the hosts at their other ends. */
#include "machine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "port.h"
#include "sysfs.h"
#include "text.h"
#include "words.h"

/* Six in a row at each of a few ports (TB_SWITCH_MAX_DEPTH), and room. */
#define ROUTERS_MAX	64

DEFINE_CLEANUP(DIR *, cleanup_dir, closedir)

/* Opens a folder: 0 with NULL if it does not exist. */
static int open_folder(const char *path, DIR **ret)
{
	*ret = opendir(path);
	return !*ret && sysfs_is_trouble(-errno) ? -errno : 0;
}

/* The next entry; NULL at the end, or with errno set. */
static struct dirent *next_entry(DIR *d)
{
	errno = 0;
	return d ? readdir(d) : NULL;
}

/* The kernel calls a host at the other end an XDomain. 1 or 0. */
static int is_host(const char *path)
{
	_cleanup_free_ char *name = NULL;
	_cleanup_fd_ int fd = -1;
	char text[4096];	/* what the kernel shows of an attribute at most */
	ssize_t n;

	if (asprintf(&name, "%s/uevent", path) < 0) {
		name = NULL;
		return -ENOMEM;
	}
	fd = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	n = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	if (n < 0)
		return sysfs_is_trouble(-errno) ? -errno : 0;
	text[n] = '\0';
	return strstr(text, "DEVTYPE=thunderbolt_xdomain\n") != NULL;
}

static void add_host(struct machine_controller *c, unsigned number, const char *path)
{
	struct machine_port *p = &c->ports[number];

	p->there = p->cabled = true;
	if (sysfs_read(path, "unique_id", p->peer, sizeof(p->peer)) < 0 || !text_is_clean(p->peer))
		p->peer[0] = '\0';
	if (sysfs_read(path, "device_name", p->peer_name, sizeof(p->peer_name)) < 0 ||
	    !text_is_clean(p->peer_name) || strcmp(p->peer_name, "(none)") == 0)
		p->peer_name[0] = '\0';
}

/* The ports of the host router are there as usb4_port1, usb4_port3. */
static void add_usb4_port(struct machine_controller *c, const char *name)
{
	unsigned number;

	if (text_to_uint(name + strlen("usb4_port"), 1, MACHINE_PORT_MAX, &number) == 0)
		c->ports[number].there = true;
}

/* Below a router lie the routers and hosts at its ports: the host at port 1 of
 * 0-0 is 0-1; one behind a dock there is 0-301, in 0-1. Routers go to the list. */
static int read_router(struct machine_controller *c, const char *router, struct words *routers)
{
	_cleanup_(cleanup_dir) DIR *d = NULL;
	struct dirent *entry;
	char path[PATH_MAX];
	unsigned number;
	int r = open_folder(router, &d);

	while (r == 0 && (entry = next_entry(d))) {
		int host;

		if (router == routers->v[0] && strncmp(entry->d_name, "usb4_port", 9) == 0)
			add_usb4_port(c, entry->d_name);
		if (strchr(entry->d_name, '.') || port_from_service(entry->d_name, &number) < 0 ||
		    number > MACHINE_PORT_MAX ||
		    snprintf(path, sizeof(path), "%s/%s", router, entry->d_name) >= (int)sizeof(path))
			continue;
		host = is_host(path);
		if (host > 0)
			add_host(c, number, path);
		else
			r = host < 0 ? host : routers->n < ROUTERS_MAX ? words_add(routers, path) : 0;
	}
	return r < 0 ? r : -errno;
}

/* "domain0" holds the host router "0-0". */
static int read_domain(struct machine_controller *c, const char *name)
{
	_cleanup_(words_free) struct words routers = { 0 };
	char path[PATH_MAX];
	unsigned domain;
	int r;

	if (text_to_uint(name + strlen("domain"), 0, INT_MAX, &domain) < 0)
		return 0;
	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/domain%u/%u-0", c->address, domain, domain);
	r = words_add(&routers, path);
	for (size_t i = 0; i < routers.n && r == 0; i++)
		r = read_router(c, routers.v[i], &routers);
	return r;
}

int routers_read(struct machine_controller *c)
{
	_cleanup_(cleanup_dir) DIR *d = NULL;
	struct dirent *entry;
	char path[PATH_MAX];
	int r;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s", c->address);
	r = open_folder(path, &d);
	while (r == 0 && (entry = next_entry(d)))
		if (strncmp(entry->d_name, "domain", 6) == 0)
			r = read_domain(c, entry->d_name);
	return r < 0 ? r : -errno;
}
