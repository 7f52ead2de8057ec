/* SPDX-License-Identifier: GPL-2.0-or-later */
/* native: set addresses and forwarding of the fabric, by rtnetlink and sysctl. */
#ifndef TBNET_NATIVE_H
#define TBNET_NATIVE_H

#include "fabric.h"

struct nl_sock;

/* Gives the interface this machine's router ids and forwarding, and reads both back.
 * Returns 0, also when the interface is gone, or a negative errno after saying so. */
int native_port(struct nl_sock *sock, const struct fabric *fabric, const char *ifname);

/* Adds the address, or takes it away. Returns 1, 0 if that is so already, or an errno. */
int native_address(struct nl_sock *sock, int ifindex, const struct prefix *address, bool add);

/* The dummy with the router ids; with MAKE it is made if it is missing. The same. */
int native_dummy(struct nl_sock *sock, const struct fabric *fabric, bool make);

/* Takes the router ids off the ports, and the dummy away. The same. */
int native_forget(struct nl_sock *sock, const struct fabric *fabric);

#endif
