/* SPDX-License-Identifier: GPL-2.0-or-later */
/* machine: the Thunderbolt and USB4 controllers, their ports, and all netdevs. */
#ifndef TBNET_MACHINE_H
#define TBNET_MACHINE_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

#include "controllers.h"

#define MACHINE_PORT_MAX 63	/* a hop of a route has six bits (TB_ROUTE_SHIFT is 8, ports 1 to 63) */

struct machine_port {
	bool there;		/* the controller has it, as far as sysfs tells */
	bool cabled;		/* another host is at its other end */
	char peer[40];		/* that one's unique_id, or "" */
	char peer_name[128];	/* its device_name, or "" */
};

struct machine_controller {
	char address[PCI_ADDRESS_SIZE];	/* PCI, "0000:00:0d.2" */
	bool bound;		/* to the PCI driver "thunderbolt" */
	bool given_away;	/* to "vfio-pci", which gives it to a virtual machine */
	struct machine_port ports[MACHINE_PORT_MAX + 1];	/* by number, from 1 */
};

struct machine_netdev {
	char name[IFNAMSIZ];
	char controller[PCI_ADDRESS_SIZE];	/* "": no Thunderbolt netdev */
	unsigned port, ifindex;
	char mac[20];		/* that a Thunderbolt netdev was born with, or "" */
};

#define CABLES_MAX	64

struct machine {
	struct controllers order;		/* in PCI order */
	struct machine_controller *controllers;	/* the same, and what is in their ports */
	size_t n_controllers;
	struct machine_netdev *netdevs;		/* those of a controller lie together */
	size_t n_netdevs;
};

/* Looks at sysfs. What is missing or broken there is left out. Returns 0, or a negative
 * errno if something could not be looked at: names follow from the whole. */
int machine_read(struct machine *ret);
void machine_free(struct machine *m);

/* Fills c->ports from what lies below the controller in sysfs. Returns 0, or a
 * negative errno if that could not be looked at. */
int routers_read(struct machine_controller *c);

/* The MAC address that the netdev at this sysfs path was born with, by which .link files know it; "": not known. */
void machine_read_mac(const char *netdev, char mac[20]);

/* From sysfs alone, for udev: the netdevs of the domain that this service is in ("0-1.0"), at any depth, without
 * their controller. Returns how many, or a negative errno if sysfs could not be looked at. */
int cables_read(const char *service, struct machine_netdev ret[CABLES_MAX]);

const struct machine_controller *machine_controller(const struct machine *m, const char *address);
const struct machine_netdev *machine_netdev(const struct machine *m, const char *name);

/* The netdev of a port; NULL: none. */
const struct machine_netdev *machine_netdev_at(const struct machine *m, const char *controller,
					       unsigned port);

#endif
