/* SPDX-License-Identifier: GPL-2.0-or-later */
/* survey: find addresses of this machine that conflict with the fabric. */
#ifndef TBNET_SURVEY_H
#define TBNET_SURVEY_H

#include "fabric.h"

struct link;
struct nl_sock;

/* Refuses what of this machine stands in the way: addresses in the prefix that are not
 * its router id, networks that overlap. Returns 0, or a negative errno after saying
 * in one line what it is. */
int survey_check(struct nl_sock *sock, const struct fabric *fabric);

/* Calls f for every address of this machine; as address_each(). */
int survey_addresses(struct nl_sock *sock, int (*f)(const char *ifname, const struct prefix *address, void *data), void *data);

/* The same, for those of one interface. */
int survey_link(struct nl_sock *sock, const struct link *link,
		int (*f)(const char *ifname, const struct prefix *address, void *data), void *data);

/* True for the dummy and the ports of this machine's node. */
bool survey_is_ours(const struct fabric *fabric, const char *ifname);

#endif
