/* SPDX-License-Identifier: GPL-2.0-or-later */
/* port: find the port, controller and peer of a thunderbolt-net netdev.
 *
 * …/0000:00:0d.2/domain0/0-0/0-1/0-1.0/net/en05
 *   controller   domain  host  XDomain service  (drivers/thunderbolt/)
 */
#ifndef TBNET_PORT_H
#define TBNET_PORT_H

#include <stdbool.h>
#include <stddef.h>

#define PCI_ADDRESS_SIZE 17	/* "dddddddd:bb:dd.f", the longest that sysfs writes, and its NUL */
#define PORT_DRIVER	"thunderbolt-net"	/* of the service, drivers/net/thunderbolt/main.c */

/* Empty strings and zeros: not known, or not fit to be shown. */
struct port {
	unsigned number;	/* host port, from the route: 1 to 255 */
	char controller[PCI_ADDRESS_SIZE];	/* "0000:00:0d.2" */
	char service[32];	/* "0-1.0" */
	char peer[40];		/* the XDomain's unique_id */
	char peer_name[128];	/* its device_name */
	char speed[8];		/* Gb/s per lane, "20.0", and lanes, of the direction that has fewer */
	unsigned lanes;
};

/* Describes the netdev at sysfs path SYSPATH (canonical, without links).
 * Returns 0, -ENODEV if it is no thunderbolt-net netdev, or another negative
 * errno; attributes that are missing or broken are left empty. */
int port_from_path(const char *syspath, struct port *ret);

/* The same for a netdev by its name. */
int port_from_ifname(const char *ifname, struct port *ret);

/* True for a link of ours: its driver is thunderbolt-net, or a rule has marked it with TBNET_PORT, by the environment
 * that udev gives or by udev's database. Also true where reading that fails. */
bool port_is_ours(const char *ifname, int ifindex);

/* Calls f with the name of every netdev of the driver, until one returns a negative errno, which it returns; else 0.
 * Also -errno where the driver's devices cannot be listed; a kernel without the driver has none. */
typedef int (*port_func)(const char *ifname, void *data);
int port_each(port_func f, void *data);

/* The host port in the name of an XDomain ("0-503") or service ("0-503.0"):
 * after '-' the route in hex, one byte per hop, the lowest is the host's port
 * (tb_route_fmt, struct tb_xdomain). Returns 0 or -EINVAL. */
int port_from_service(const char *service, unsigned *ret);

/* The speed that the XDomain at this sysfs path gives for one lane, in Gb/s as text, and how many
 * lanes there are, of the direction that has fewer; "" and 0: not known. */
void port_read_speed(const char *xdomain, char speed[8], unsigned *lanes);

/* True for a PCI address as sysfs writes it: dddd:bb:dd.f, domain 4 to 8 digits. */
bool port_is_pci_address(const char *s);

/* True for a UUID; sysfs writes its letters small, people do not always. */
bool port_is_uuid(const char *s);

#endif
