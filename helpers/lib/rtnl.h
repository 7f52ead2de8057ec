/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rtnl: requests to rtnetlink and their answers. NLE_* and libnl stop here and in
 * link.c and address.c: everything returns 0 or a negative errno as the kernel
 * gave it; -ETIMEDOUT when no answer came. */
#ifndef TBNET_RTNL_H
#define TBNET_RTNL_H

#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/socket.h>
#include <stdint.h>

#include "cleanup.h"

/* A down of thunderbolt_net with a silent peer holds RTNL for up to 10 x 1 s
 * (TBNET_LOGOUT_RETRIES, TBNET_LOGOUT_TIMEOUT in its main.c): wait longer. */
#define RTNL_TIMEOUT_MS	15000

/* A socket for requests. Every answer is awaited for at most timeout ms. */
int rtnl_open(int timeout, struct nl_sock **ret);

/* Sends msg and awaits the answer, which is given to PARSE (NULL: the kernel's yes or no is all) when it is whole, message by
 * message, until one is not 0. A dump that is interrupted is repeated, three times in all, then -EINTR. Returns
 * the kernel's error, that of PARSE, or why no answer came. */
typedef int (*rtnl_parse)(struct nlmsghdr *h, void *data);
int rtnl_request(struct nl_sock *sock, struct nl_msg *msg, rtnl_parse parse, void *data);

/* A socket on which changes are heard (GROUPS: RTMGRP_*; MTU and carrier raise no uevent). Open it before the first look; wait with
 * rtnl_watch_next(), or poll it and rtnl_drain() it; then look again, which is also right after an overrun. */
int rtnl_watch(unsigned groups, struct nl_sock **ret);

/* Waits until something may have changed: 1, 0 at the deadline (clock.h), or a negative errno. */
int rtnl_watch_next(const struct nl_sock *sock, int64_t deadline);

/* Throws away what any netlink socket has. Returns 0 or a negative errno. */
int rtnl_drain(int fd);

DEFINE_CLEANUP(struct nl_msg *, cleanup_msg, nlmsg_free)
DEFINE_CLEANUP(struct nl_sock *, cleanup_rtnl, nl_socket_free)
#define _cleanup_msg_	_cleanup_(cleanup_msg)
#define _cleanup_rtnl_	_cleanup_(cleanup_rtnl)

#endif
