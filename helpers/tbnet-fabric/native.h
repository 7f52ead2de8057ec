/* SPDX-License-Identifier: GPL-2.0-or-later */
/* native: addresses and forwarding of the fabric, by rtnetlink and sysctl. */
#ifndef TBNET_NATIVE_H
#define TBNET_NATIVE_H

#include "fabric.h"

struct nl_sock;

/* Gives the interface this machine's router ids and forwarding, and reads both back.
 * Returns 0, also when the interface is gone, or a negative errno after saying so. */
int native_port(struct nl_sock *sock, const struct fabric *fabric, const char *ifname);

/* Makes the dummy, if it is missing, with the router ids. The same. */
int native_dummy(struct nl_sock *sock, const struct fabric *fabric);

/* 1 if the interface forwards what is not for this machine, 0 if not, or an errno. */
int native_forwards(const char *ifname, int family);

#endif
