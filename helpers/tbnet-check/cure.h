/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cure: one down/up of a link, capped over time. */
#ifndef TBNET_CURE_H
#define TBNET_CURE_H

#include <stddef.h>

struct heal;
struct nl_sock;

/* The name of a note about this interface, at most NAME_MAX bytes. */
void cure_note(char *note, size_t size, const char *what, const char *ifname);

/* Seconds until the next down/up of this interface is allowed; 0: now. */
unsigned cure_due(const struct heal *heal, const char *ifname);

/* The down/up, noted and logged. NEWS: what was found, for the log. Returns 0, also when
 * the netdev went away or nothing can be noted, or a negative errno. */
int cure_link(const struct heal *heal, struct nl_sock *sock, const char *ifname, int ifindex, const char *news);

#endif
