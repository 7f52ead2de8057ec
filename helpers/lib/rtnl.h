/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rtnl: requests to rtnetlink and their answers. Everything returns 0 or a negative errno
 * as the kernel gave it; -ETIMEDOUT when no answer came. */
#ifndef TBNET_RTNL_H
#define TBNET_RTNL_H

#include <libmnl/libmnl.h>
#include <linux/rtnetlink.h>
#include <stddef.h>
#include <stdint.h>

#include "cleanup.h"

/* A down of thunderbolt_net with a silent peer holds RTNL for up to 10 x 1 s
 * (TBNET_LOGOUT_RETRIES, TBNET_LOGOUT_TIMEOUT in its main.c): wait longer. */
#define RTNL_TIMEOUT_MS	15000

/* A socket for requests. Every answer is awaited for at most timeout ms. */
int rtnl_open(int timeout, struct mnl_socket **ret);

/* A request, with room for what tbnet sends: a name or two addresses, and numbers. */
struct rtnl_message {
	struct nlmsghdr h;
	char rest[112];
};

/* Begins it with the header of its kind, of SIZE bytes; attributes follow, by mnl_attr_put(). */
void rtnl_begin(struct rtnl_message *m, int type, int flags, const void *header, size_t size);

/* Sends it and awaits the answer, which is given to PARSE (NULL: the kernel's yes or no is all) when it is whole, one message
 * after the other, until one is not 0. A dump that is interrupted is repeated, three times in all, then -EINTR. Returns
 * the kernel's error, that of PARSE, or why no answer came. */
int rtnl_request(struct mnl_socket *sock, struct nlmsghdr *h, mnl_cb_t parse, void *data);

/* The attributes behind a header of SIZE bytes, by their numbers; NULL: not there. Returns 0, or -EPROTO if the message is shorter. */
int rtnl_parse(const struct nlmsghdr *h, size_t size, const struct nlattr *tb[], int max);

/* A number of one byte or of four; 0 for anything else, and for NULL. */
uint32_t rtnl_number(const struct nlattr *a);

/* A socket on which changes are heard (GROUPS: RTMGRP_*; MTU and carrier raise no uevent). Open it before the first look; wait with
 * rtnl_watch_next(), or poll it and rtnl_drain() it; then look again, which is also right after an overrun. */
int rtnl_watch(unsigned groups, struct mnl_socket **ret);

/* Waits until something may have changed: 1, 0 at the deadline (clock.h), or a negative errno. */
int rtnl_watch_next(const struct mnl_socket *sock, int64_t deadline);

/* Throws away what any netlink socket has. Returns 0 or a negative errno. */
int rtnl_drain(int fd);

DEFINE_CLEANUP(struct mnl_socket *, cleanup_rtnl, mnl_socket_close)
#define _cleanup_rtnl_	_cleanup_(cleanup_rtnl)

#endif
