/* SPDX-License-Identifier: GPL-2.0-or-later */
/* member: put a link back into the bridge or bond that a stanza names. */
#ifndef TBNET_MEMBER_H
#define TBNET_MEMBER_H

#include "interfaces.h"
#include "link.h"

struct nl_sock;

/* Finds the bridge or bond that a stanza names for the link: *ret, or {0}. Logs what prevents that: the
 * bridge does not exist, it is not a bridge, or two of them claim the link.
 * Returns 0 or a negative errno. */
int member_upper(struct nl_sock *sock, const struct link *link, const struct uppers *uppers, struct link *ret);

/* Sets its master, reads it back into *link and logs what came of it, a lower MTU of the upper too. It goes by
 * rtnetlink, and not by "ifup UPPER": ifupdown2 would take out every port that the stanza does not
 * name, such as those of virtual machines. A link that is in another bridge is left there.
 * Returns 0 or a negative errno, logged. */
int member_join(struct nl_sock *sock, struct link *link, const struct link *upper, unsigned mtu);

#endif
