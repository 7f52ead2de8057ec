/* SPDX-License-Identifier: GPL-2.0-or-later */
/* forward: tell whether an interface forwards packets that are not for this machine. */
#ifndef TBNET_FORWARD_H
#define TBNET_FORWARD_H

#include <stdbool.h>

/* 1 if what comes in at the interface is forwarded, 0 if not, or a negative errno. FAMILY is AF_INET or AF_INET6.
 * IPv4 asks the interface alone. IPv6 asks conf.all.forwarding, and since Linux 6.17 the interface's
 * force_forwarding; the interface's "forwarding" makes a router of it for its neighbors, and forwards nothing
 * (ip6_forward() in net/ipv6/ip6_output.c). */
int forward_is_on(const char *ifname, int family);

/* The interface's "forwarding" of this family: 1, 0 or a negative errno. */
int forward_flag(const char *ifname, int family);

/* Switches it on for this interface alone, and reads back. Returns 1 if something was changed, 0 if it was on,
 * -EOPNOTSUPP if this kernel can forward IPv6 only by conf.all.forwarding, or another negative errno. */
int forward_set(const char *ifname, int family);

/* True if its rp_filter is strict: it drops IPv4 packets of senders to which the way leads through another interface. */
bool forward_is_strict(const char *ifname);

#endif
