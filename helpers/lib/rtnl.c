/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rtnl: requests to rtnetlink and their answers, with libnl-3 alone (libnl-route
 * would cost every uevent 130,000 instructions). */
#include "rtnl.h"

#include <errno.h>
#include <netlink/msg.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>
#include <sys/time.h>

#include "clock.h"
#include "text.h"

#define DUMPS	3	/* of one that is interrupted each time */

/* libnl folds errnos together ("no descriptor left" becomes "failure"); the one of
 * the system call is in errno, which the caller has set to 0 before. */
static int from_nle(int nle)
{
	if (nle >= 0)
		return 0;
	if (errno)
		return -errno;
	return nle == -NLE_NOMEM ? -ENOMEM : -EPROTO;
}

static int socket_open(struct nl_sock **ret)
{
	struct nl_sock *sock = nl_socket_alloc();
	int r;

	if (!sock)
		return -ENOMEM;
	nl_socket_disable_auto_ack(sock);
	errno = 0;
	r = from_nle(nl_connect(sock, NETLINK_ROUTE));
	if (r < 0) {
		nl_socket_free(sock);
		return r;
	}
	*ret = sock;
	return 0;
}

int rtnl_open(int timeout, struct nl_sock **ret)
{
	const struct timeval tv = { .tv_sec = timeout / 1000, .tv_usec = timeout % 1000 * 1000 };
	struct nl_sock *sock;
	int r = socket_open(&sock);

	if (r < 0)
		return r;
	/* libnl's own wait for an answer has no end */
	if (setsockopt(nl_socket_get_fd(sock), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)) < 0) {
		r = -errno;
		nl_socket_free(sock);
		return r;
	}
	*ret = sock;
	return 0;
}

static int on_error(struct sockaddr_nl *from, struct nlmsgerr *e, void *arg)
{
	struct rtnl_answer *a = arg;

	(void)from;
	a->error = e->error;
	a->done = true;
	return NL_STOP;
}

static int on_end(struct nl_msg *msg, void *arg)
{
	struct rtnl_answer *a = arg;

	(void)msg;
	a->done = true;
	return NL_STOP;
}

static int on_valid(struct nl_msg *msg, void *arg)
{
	struct rtnl_answer *a = arg;
	struct nlmsghdr *h = nlmsg_hdr(msg);

	if (!a->one) {
		fwrite(h, 1, NLMSG_ALIGN(h->nlmsg_len), a->dump);
		return NL_OK;
	}
	a->error = a->parse(h, a->data);
	a->done = true;
	return NL_STOP;
}

/* The kernel marks a dump that changes interrupted: entries may be missing. */
static int on_interrupted(struct nl_msg *msg, void *arg)
{
	struct rtnl_answer *a = arg;

	(void)msg;
	a->interrupted = true;
	return NL_OK;
}

/* A late answer to a request that was given up is not one to this request. libnl
 * itself checks only where it sends every request with an ACK. */
static int on_sequence(struct nl_msg *msg, void *arg)
{
	const struct rtnl_answer *a = arg;

	return nlmsg_hdr(msg)->nlmsg_seq == a->seq ? NL_OK : NL_SKIP;
}

static int receive(struct nl_sock *sock, struct rtnl_answer *a)
{
	struct nl_cb *cb = nl_cb_alloc(NL_CB_DEFAULT);
	int r = 0;

	if (!cb)
		return -ENOMEM;
	nl_cb_set(cb, NL_CB_SEQ_CHECK, NL_CB_CUSTOM, on_sequence, a);
	nl_cb_err(cb, NL_CB_CUSTOM, on_error, a);
	nl_cb_set(cb, NL_CB_ACK, NL_CB_CUSTOM, on_end, a);
	nl_cb_set(cb, NL_CB_FINISH, NL_CB_CUSTOM, on_end, a);
	nl_cb_set(cb, NL_CB_DUMP_INTR, NL_CB_CUSTOM, on_interrupted, a);
	if (a->parse)
		nl_cb_set(cb, NL_CB_VALID, NL_CB_CUSTOM, on_valid, a);
	while (!a->done && r >= 0) {
		errno = 0;
		r = from_nle(nl_recvmsgs(sock, cb));
	}
	nl_cb_put(cb);
	if (a->done)
		return a->error;
	return r == -EAGAIN ? -ETIMEDOUT : r;
}

static int ask(struct nl_sock *sock, struct nl_msg *msg, struct rtnl_answer *a)
{
	int r;

	a->error = 0;
	a->done = a->interrupted = false;
	nlmsg_hdr(msg)->nlmsg_seq = NL_AUTO_SEQ;
	errno = 0;
	r = from_nle(nl_send_auto(sock, msg));
	a->seq = nlmsg_hdr(msg)->nlmsg_seq;
	return r < 0 ? r : receive(sock, a);
}

/* Nothing is parsed before the dump is known to be whole. */
static int dump(struct nl_sock *sock, struct nl_msg *msg, struct rtnl_answer *a)
{
	_cleanup_free_ char *all = NULL;
	size_t size = 0;
	int r, left;

	a->dump = open_memstream(&all, &size);
	if (!a->dump)
		return -ENOMEM;
	r = ask(sock, msg, a);
	if (text_finish(a->dump, &all) < 0)
		return -ENOMEM;
	if (r == 0 && a->interrupted)
		return -EINTR;
	left = (int)size;
	for (struct nlmsghdr *h = (void *)all; r == 0 && nlmsg_ok(h, left); h = nlmsg_next(h, &left))
		r = a->parse(h, a->data);
	return r < 0 ? r : 0;
}

int rtnl_request(struct nl_sock *sock, struct nl_msg *msg, struct rtnl_answer *a)
{
	int r;

	if (!a->parse || a->one)
		return ask(sock, msg, a);
	r = dump(sock, msg, a);
	for (int n = 1; r == -EINTR && a->interrupted && n < DUMPS; n++)
		r = dump(sock, msg, a);
	return r;
}

int rtnl_watch(struct nl_sock **ret)
{
	struct nl_sock *sock = NULL;
	int r = socket_open(&sock);

	if (!sock)
		return r;
	errno = 0;
	r = from_nle(nl_socket_add_membership(sock, RTNLGRP_LINK));
	if (r == 0)
		r = from_nle(nl_socket_set_nonblocking(sock));
	if (r < 0) {
		nl_socket_free(sock);
		return r;
	}
	*ret = sock;
	return 0;
}

int rtnl_watch_fd(const struct nl_sock *sock)
{
	return nl_socket_get_fd(sock);
}

int rtnl_watch_group(struct nl_sock *sock, int group)
{
	return from_nle(nl_socket_add_membership(sock, group));
}

int rtnl_watch_next(const struct nl_sock *sock, int64_t deadline)
{
	int fd = nl_socket_get_fd(sock), r = clock_poll(fd, deadline);

	if (r <= 0)
		return r;
	r = rtnl_drain(fd);
	return r < 0 ? r : 1;
}

int rtnl_drain(int fd)
{
	char buf[8192];

	for (;;) {
		ssize_t n = recv(fd, buf, sizeof(buf), MSG_TRUNC | MSG_DONTWAIT);

		if (n < 0 && errno == EAGAIN)
			return 0;
		if (n < 0 && errno != EINTR && errno != ENOBUFS)
			return -errno;
	}
}
