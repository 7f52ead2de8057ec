/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judge: is a netdev called what it should be? */
#ifndef TBNET_JUDGE_H
#define TBNET_JUDGE_H

#include "subject.h"

struct nl_sock;
struct link;

/* Looks at a Thunderbolt netdev and at what is known of its name. Returns 0, or a
 * negative errno after logging it. */
int judge_look(struct nl_sock *sock, const struct picture *picture, const char *ifname,
	       struct link *link, struct subject *ret);

/* Prints whether its name is right, and if not why and what next.
 * Returns EXIT_DONE or EXIT_FAILED. */
int judge(struct nl_sock *sock, const struct picture *picture, const char *ifname, bool writes);

#endif
