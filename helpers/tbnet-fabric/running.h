/* SPDX-License-Identifier: GPL-2.0-or-later */
/* running: FRR and the interfaces as they are now, made what the files say. */
#ifndef TBNET_RUNNING_H
#define TBNET_RUNNING_H

#include "fabric.h"

struct nl_sock;

/* Router id and forwarding on the dummy and on the ports that are there. Returns 0, or a
 * negative errno after saying so. */
int running_interfaces(const struct fabric *fabric, struct nl_sock *sock);

/* Has FRR take up its file, or start; never restarts a daemon. Reads the configuration
 * back. Returns 0, or a negative errno after saying so with the next step. */
int running_frr(const struct fabric *fabric);

/* Takes the fabric out of the running FRR, and the router ids off the interfaces. */
int running_forget(const struct fabric *fabric, struct nl_sock *sock);

#endif
