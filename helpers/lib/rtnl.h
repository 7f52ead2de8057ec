/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rtnl: requests to rtnetlink and their answers. NLE_* and libnl stop here and in
 * link.c and address.c: everything returns 0 or a negative errno as the kernel
 * gave it; -ETIMEDOUT when no answer came. */
#ifndef TBNET_RTNL_H
#define TBNET_RTNL_H

#include <netlink/msg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "cleanup.h"

/* A down of thunderbolt_net with a silent peer holds RTNL for up to 10 x 1 s
 * (TBNET_LOGOUT_RETRIES, TBNET_LOGOUT_TIMEOUT in its main.c): wait longer. */
#define RTNL_TIMEOUT_MS	15000

/* A socket for requests. Every answer is awaited for at most timeout ms. */
int rtnl_open(int timeout, struct nl_sock **ret);

/* The answer that a request waits for, and what came. */
struct rtnl_answer {
	int error;		/* of the kernel or of parse, negative errno */
	bool done;		/* ACK, end of the dump, or error */
	bool one;		/* the first message is the whole answer; else it is a dump */
	bool interrupted;	/* what is dumped was changed meanwhile */
	uint32_t seq;		/* of the request, set by rtnl_request() */
	FILE *dump;		/* its messages, as they come */
	int (*parse)(struct nlmsghdr *h, void *data);
	void *data;
};

/* Sends msg and awaits the answer. A dump is given to parse when it is whole, up to its first
 * error; one that is interrupted is repeated, three times in all, then -EINTR. Returns
 * answer->error, that of parse, or why no answer came. */
int rtnl_request(struct nl_sock *sock, struct nl_msg *msg, struct rtnl_answer *answer);

/* A socket on which link changes are heard (RTNLGRP_LINK; MTU and carrier raise
 * no uevent). Open it before the first look; wait with
 * rtnl_watch_next(), or poll rtnl_watch_fd() and rtnl_drain() it; then look again, which is also right after an overrun. */
int rtnl_watch(struct nl_sock **ret);
int rtnl_watch_fd(const struct nl_sock *sock);

/* Waits until something may have changed: 1, 0 at the deadline (clock.h), or a negative errno. */
int rtnl_watch_next(const struct nl_sock *sock, int64_t deadline);

/* Another group of events on it, RTNLGRP_*. */
int rtnl_watch_group(struct nl_sock *sock, int group);

/* Throws away what any netlink socket has that does not block. Returns 0 or a negative errno. */
int rtnl_drain(int fd);

DEFINE_CLEANUP(struct nl_msg *, cleanup_msg, nlmsg_free)
DEFINE_CLEANUP(struct nl_sock *, cleanup_rtnl, nl_socket_free)
#define _cleanup_msg_	_cleanup_(cleanup_msg)
#define _cleanup_rtnl_	_cleanup_(cleanup_rtnl)

#endif
