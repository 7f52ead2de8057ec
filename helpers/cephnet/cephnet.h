/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cephnet: the networks of ceph.conf. */
#ifndef TBNET_CEPHNET_H
#define TBNET_CEPHNET_H

#include <stdbool.h>

#define CEPH_CONF	"/etc/ceph/ceph.conf"

/* True if the network ("10.100.0.0/24") holds the address ("10.100.0.12/32", or without a length). */
bool cephnet_holds(const char *network, const char *address);

/* Asks f for each network of public_network and cluster_network in TEXT, that of ceph.conf, which is changed on the
 * way; the first true ends it, and is returned. */
bool cephnet_any(char *text, bool (*f)(const char *network, void *data), void *data);

#endif
