/* SPDX-License-Identifier: GPL-2.0-or-later */
/* targets: find the addresses at which the neighbor on a link may answer. */
#ifndef TBNET_TARGETS_H
#define TBNET_TARGETS_H

#include "echo.h"

#define TARGETS_MAX	8

struct targets {
	struct echo_address v[TARGETS_MAX], own[TARGETS_MAX];
	size_t n, n_own;
	size_t n_others;	/* the first of v: each is the only other host of its network */
};

struct host;
struct host_port;
struct nl_sock;

/* From the kernel's neighbors, the other address of a /30, /31 or /127, and gateways
 * of routes through the link. Returns 0 or -ENOMEM. */
int targets_read(struct nl_sock *sock, const struct host *n, const struct host_port *p, struct targets *ret);

/* True for an address of this end. */
bool targets_are_own(const struct targets *t, const struct echo_address *a);

bool address_is_same(const struct echo_address *a, const struct echo_address *b);

#endif
