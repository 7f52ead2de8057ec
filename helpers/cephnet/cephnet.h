/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cephnet: ceph.conf, and its networks. */
#ifndef TBNET_CEPHNET_H
#define TBNET_CEPHNET_H

#include <stdbool.h>

#define CEPH_CONF	"/etc/ceph/ceph.conf"

/* True if the network ("10.100.0.0/24") holds the address ("10.100.0.12/32", or without a length). */
bool cephnet_holds(const char *network, const char *address);

/* A setting of ceph.conf, in its text: the section ("" in front of the first), the name with "_" for blanks, the value. */
struct cephnet_setting {
	char *section, *name, *value;
};

/* Cuts the next setting off *text; LINE starts as { "" }. False at the end. */
bool cephnet_next(char **text, struct cephnet_setting *line);

enum cephnet { CEPHNET_PUBLIC, CEPHNET_CLUSTER, CEPHNETS };

/* Asks f for each network of public_network and cluster_network in TEXT, that of ceph.conf, which is changed on the
 * way; the first true ends it, and is returned. */
bool cephnet_any(char *text, bool (*f)(enum cephnet which, const char *network, void *data), void *data);

/* Where this host has an address in it. */
enum ceph_place {
	CEPH_UNKNOWN,	/* not looked at */
	CEPH_NOWHERE,
	CEPH_ON_LAN,	/* all of them on a device other than our links, and than a VLAN, bridge or bond over them */
	CEPH_ON_MESH,	/* one on a link of ours, or on an interface with nothing below it: a dummy, lo */
};

/* False if ceph.conf of this machine has a public_network without ADDRESS: pveceph refuses a monitor that address then. */
bool cephnet_is_public(const char *address);

/* True if ceph.conf of this machine is that of `pveceph init`, and names no monitor yet. */
bool cephnet_is_initialized(void);

struct ifaddrs;
enum ceph_place cephnet_place(const struct ifaddrs *all, const char *network);

#endif
