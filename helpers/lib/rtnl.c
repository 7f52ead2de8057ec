/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rtnl: requests to rtnetlink and their answers, with libnl-3 alone (libnl-route
 * would cost every uevent 130,000 instructions). */
#include "rtnl.h"

#include <errno.h>
#include <netlink/netlink.h>
#include <stdbool.h>
#include <string.h>
#include <sys/time.h>

#include "clock.h"

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

int rtnl_watch(unsigned groups, struct nl_sock **ret)
{
	_cleanup_rtnl_ struct nl_sock *sock = nl_socket_alloc();
	int r;

	if (!sock)
		return -ENOMEM;
	nl_socket_disable_auto_ack(sock);
	nl_join_groups(sock, (int)groups);
	errno = 0;
	r = from_nle(nl_connect(sock, NETLINK_ROUTE));
	if (r == 0)
		*ret = TAKE(sock);
	return r;
}

int rtnl_open(int timeout, struct nl_sock **ret)
{
	const struct timeval tv = { .tv_sec = timeout / 1000, .tv_usec = timeout % 1000 * 1000 };
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	int r = rtnl_watch(0, &sock);

	if (r < 0)
		return r;
	/* libnl's own wait for an answer has no end */
	if (setsockopt(nl_socket_get_fd(sock), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)) < 0)
		return -errno;
	*ret = TAKE(sock);
	return 0;
}

/* What comes for a request. */
struct answer {
	uint32_t seq;		/* of the request */
	int error;		/* of the kernel, or -ENOMEM */
	bool dump;		/* of many messages, to the last; else the first is all */
	bool done;
	bool interrupted;	/* the kernel changed an entry during the dump */
	char *all;		/* its messages */
	size_t size;
};

static void free_answer(struct answer *a)
{
	free(a->all);
}

static int keep(struct answer *a, const struct nlmsghdr *h)
{
	char *all = realloc(a->all, a->size + NLMSG_ALIGN(h->nlmsg_len));

	if (!all)
		return -ENOMEM;
	memcpy(all + a->size, h, h->nlmsg_len);
	a->all = all;
	a->size += NLMSG_ALIGN(h->nlmsg_len);
	return 0;
}

/* Each message. libnl is to do no more with it. */
static int take(struct nl_msg *msg, void *arg)
{
	const struct nlmsghdr *h = nlmsg_hdr(msg);
	const struct nlmsgerr *e = nlmsg_data(h);
	struct answer *a = arg;

	/* a late answer to a request that was given up is not one to this request */
	if (h->nlmsg_seq != a->seq)
		return NL_SKIP;
	/* the kernel marks a dump that changes: entries may be missing */
	a->interrupted |= (h->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
	a->done |= !a->dump || h->nlmsg_type == NLMSG_ERROR || h->nlmsg_type == NLMSG_DONE;
	if (h->nlmsg_type == NLMSG_ERROR && !a->error)
		a->error = nlmsg_datalen(h) < (int)sizeof(*e) ? -EPROTO : e->error;
	/* without memory the rest comes nevertheless, and no other dump before its end */
	if (h->nlmsg_type >= NLMSG_MIN_TYPE && keep(a, h) < 0)
		a->error = -ENOMEM;
	return NL_SKIP;
}

static int ask(struct nl_sock *sock, struct nl_msg *msg, struct answer *a)
{
	struct nlmsghdr *h = nlmsg_hdr(msg);
	int r;

	free(a->all);
	*a = (struct answer){ .dump = (h->nlmsg_flags & NLM_F_DUMP) == NLM_F_DUMP };
	h->nlmsg_seq = NL_AUTO_SEQ;
	errno = 0;
	r = from_nle(nl_send_auto(sock, msg));
	a->seq = h->nlmsg_seq;
	nl_socket_modify_cb(sock, NL_CB_MSG_IN, NL_CB_CUSTOM, take, a);
	while (!a->done && r >= 0) {
		errno = 0;
		r = from_nle(nl_recvmsgs_default(sock));
	}
	if (a->done)
		return a->error;
	return r == -EAGAIN ? -ETIMEDOUT : r;
}

int rtnl_request(struct nl_sock *sock, struct nl_msg *msg, rtnl_parse parse, void *data)
{
	_cleanup_(free_answer) struct answer a = { 0 };
	int n = 0, left, r;

	if (!parse)
		nlmsg_hdr(msg)->nlmsg_flags |= NLM_F_ACK;
	do
		r = ask(sock, msg, &a);
	while (r == 0 && a.interrupted && ++n < DUMPS);
	if (r == 0 && a.interrupted)
		return -EINTR;
	left = (int)a.size;
	for (struct nlmsghdr *h = (void *)a.all; r == 0 && parse && nlmsg_ok(h, left); h = nlmsg_next(h, &left))
		r = parse(h, data);
	return r < 0 ? r : 0;
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
