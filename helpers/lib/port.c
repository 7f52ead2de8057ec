/* SPDX-License-Identifier: GPL-2.0-or-later */
/* port: find the port, controller and peer of a thunderbolt-net netdev. */
#include "port.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "sysfs.h"
#include "text.h"

#define DEVICES	"/sys/bus/thunderbolt/devices"

DEFINE_CLEANUP(DIR *, cleanup_dir, closedir)

static bool is_hex(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

bool port_is_pci_address(const char *s)
{
	size_t n = strspn(s, "0123456789abcdef");

	s += n;
	return n >= 4 && n <= 8 && s[0] == ':' && is_hex(s[1]) && is_hex(s[2]) && s[3] == ':' &&
	       is_hex(s[4]) && is_hex(s[5]) && s[6] == '.' && s[7] >= '0' && s[7] <= '7' && !s[8];
}

bool port_is_uuid(const char *s)
{
	static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

	if (strlen(s) != sizeof(form) - 1)
		return false;
	for (size_t i = 0; form[i]; i++)
		if (form[i] == '-' ? s[i] != '-' : !is_hex(s[i] >= 'A' ? s[i] | 0x20 : s[i]))
			return false;
	return true;
}

int port_from_service(const char *service, unsigned *ret)
{
	const char *route = strchr(service, '-'), *id;
	unsigned value = 0;
	size_t digits;

	if (!route || route == service || strspn(service, "0123456789") != (size_t)(route - service))
		return -EINVAL;
	digits = strspn(++route, "0123456789abcdef");
	id = route + digits;
	if (!digits || digits > 16 ||
	    (*id && (*id != '.' || !id[1] || strspn(id + 1, "0123456789") != strlen(id + 1))))
		return -EINVAL;
	for (; route < id; route++)
		value = (value << 4 | (unsigned)(*route <= '9' ? *route - '0' : *route - 'a' + 10)) & 0xff;
	if (!value)
		return -EINVAL;
	*ret = value;
	return 0;
}

/* Cuts the last component off path and copies it to buf. */
static int up(char *path, char *buf, size_t size)
{
	char *slash = strrchr(path, '/');

	if (!slash || slash == path || strlen(slash + 1) >= size)
		return -EINVAL;
	memcpy(buf, slash + 1, strlen(slash));
	*slash = '\0';
	return 0;
}

/* Walks up from the XDomain until above "domainN": the controller. */
static int find_controller(char *path, struct port *p)
{
	char name[64];

	do {
		if (up(path, name, sizeof(name)) < 0)
			return -EINVAL;
	} while (strncmp(name, "domain", 6) != 0);
	if (up(path, p->controller, sizeof(p->controller)) < 0 || !port_is_pci_address(p->controller))
		return -EINVAL;
	return 0;
}

/* The kernel has one speed for both directions (speed_show() in its xdomain.c); the lanes of them may differ. */
void port_read_speed(const char *xdomain, char speed[8], unsigned *lanes)
{
	unsigned tx_lanes;
	char text[32];
	size_t n;

	speed[0] = '\0';
	if (sysfs_read_uint(xdomain, "rx_lanes", 1, 16, lanes) < 0)
		*lanes = 0;
	if (sysfs_read_uint(xdomain, "tx_lanes", 1, 16, &tx_lanes) == 0 && (!*lanes || tx_lanes < *lanes))
		*lanes = tx_lanes;
	if (sysfs_read(xdomain, "rx_speed", text, sizeof(text)) < 0)
		return;
	n = strspn(text, "0123456789.");	/* "20.0 Gb/s" */
	if (n && n < 8 && strcmp(text + n, " Gb/s") == 0) {
		memcpy(speed, text, n);
		speed[n] = '\0';
	}
}

static void read_peer(const char *xdomain, struct port *p)
{
	if (sysfs_read(xdomain, "unique_id", p->peer, sizeof(p->peer)) < 0 || !port_is_uuid(p->peer))
		p->peer[0] = '\0';
	if (sysfs_read(xdomain, "device_name", p->peer_name, sizeof(p->peer_name)) < 0 ||
	    !text_is_clean(p->peer_name) || strcmp(p->peer_name, "(none)") == 0)
		p->peer_name[0] = '\0';
	port_read_speed(xdomain, p->speed, &p->lanes);
}

int port_from_path(const char *syspath, struct port *ret)
{
	struct port p = { 0 };
	char path[PATH_MAX], name[64];
	int r;

	if (strlen(syspath) >= sizeof(path))
		return -ENAMETOOLONG;
	memcpy(path, syspath, strlen(syspath) + 1);
	if (up(path, name, sizeof(name)) < 0 || up(path, name, sizeof(name)) < 0 ||
	    strcmp(name, "net") != 0)
		return -ENODEV;
	r = sysfs_link(path, "driver", name, sizeof(name));
	if (r < 0 || strcmp(name, PORT_DRIVER) != 0)
		return sysfs_is_trouble(r) ? r : -ENODEV;
	if (up(path, p.service, sizeof(p.service)) < 0 || port_from_service(p.service, &p.number) < 0)
		return -ENODEV;
	read_peer(path, &p);
	if (find_controller(path, &p) < 0)
		return -ENODEV;
	*ret = p;
	return 0;
}

int port_from_ifname(const char *ifname, struct port *ret)
{
	_cleanup_free_ char *syspath = NULL;
	char path[PATH_MAX];

	if (!text_is_ifname(ifname))
		return -EINVAL;
	snprintf(path, sizeof(path), "/sys/class/net/%s", ifname);
	syspath = realpath(path, NULL);
	return syspath ? port_from_path(syspath, ret) : -errno;
}

/* udev's own file of a netdev, as sd_device_get_device_id() names it; libudev would cost tbnet-up more than all else. */
static bool is_marked(int ifindex)
{
	_cleanup_free_ char *text = NULL;
	char path[64];
	size_t size;

	snprintf(path, sizeof(path), "/run/udev/data/n%d", ifindex);
	return file_read(path, &text, &size) == 0 && strstr(text, "\nE:TBNET_PORT=");
}

bool port_is_ours(const char *ifname, int ifindex)
{
	struct port port;
	int r;

	if (getenv("TBNET_PORT"))
		return true;
	r = port_from_ifname(ifname, &port);
	return r == 0 || sysfs_is_trouble(r) || is_marked(ifindex);
}

static int each_netdev(const char *service, port_func f, void *data)
{
	char path[sizeof(DEVICES) + NAME_MAX + sizeof("//net")];
	_cleanup_(cleanup_dir) DIR *d = NULL;
	struct dirent *entry;
	int r = 0;

	snprintf(path, sizeof(path), DEVICES "/%s/net", service);
	d = opendir(path);
	while (d && r == 0 && (entry = readdir(d)))
		if (text_is_ifname(entry->d_name))
			r = f(entry->d_name, data);
	return r;
}

int port_each(port_func f, void *data)
{
	_cleanup_(cleanup_dir) DIR *d = opendir(DEVICES);
	struct dirent *entry;
	int r = d || errno == ENOENT ? 0 : -errno;

	while (d && r == 0 && (entry = readdir(d)))
		if (*entry->d_name != '.')
			r = each_netdev(entry->d_name, f, data);
	return r;
}
