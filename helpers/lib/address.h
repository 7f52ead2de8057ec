/* SPDX-License-Identifier: GPL-2.0-or-later */
/* address: the IP addresses of a netdev. */
#ifndef TBNET_ADDRESS_H
#define TBNET_ADDRESS_H

struct nl_sock;

/* Calls f with the text "10.0.0.1/30" and the flags (IFA_F_) of every address of the netdev; goes on to
 * the end of the dump, then returns the first negative return of f, or 0. */
typedef int (*address_func)(const char *address, unsigned flags, void *data);
int address_each(struct nl_sock *sock, int ifindex, address_func f, void *data);

#endif
