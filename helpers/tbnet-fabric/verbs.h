/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verbs: what tbnet-fabric can be asked to do. Each returns the exit code. */
#ifndef TBNET_VERBS_H
#define TBNET_VERBS_H

#include "fabric.h"

struct nl_sock;

int verb_plan(const struct fabric *fabric, struct nl_sock *sock);

/* One port, or, for NULL, all of them and the dummy. */
int verb_up(const struct fabric *fabric, struct nl_sock *sock, const char *ifname);

#endif
