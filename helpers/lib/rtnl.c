/* SPDX-License-Identifier: GPL-2.0-or-later */
/* rtnl: requests to rtnetlink and their answers. */
#include "rtnl.h"

#include <errno.h>
#include <string.h>
#include <sys/time.h>

#include "clock.h"

#define DUMPS		3	/* of one that is interrupted each time */
#define ANSWER_SIZE	32768	/* bytes; the kernel makes no part of a dump larger */

int rtnl_watch(unsigned groups, struct mnl_socket **ret)
{
	_cleanup_rtnl_ struct mnl_socket *sock = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);

	if (!sock || mnl_socket_bind(sock, groups, MNL_SOCKET_AUTOPID) < 0)
		return -errno;
	*ret = TAKE(sock);
	return 0;
}

int rtnl_open(int timeout, struct mnl_socket **ret)
{
	const struct timeval tv = { .tv_sec = timeout / 1000, .tv_usec = timeout % 1000 * 1000 };
	_cleanup_rtnl_ struct mnl_socket *sock = NULL;
	int r = rtnl_watch(0, &sock);

	if (r < 0)
		return r;
	if (setsockopt(mnl_socket_get_fd(sock), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)) < 0)
		return -errno;
	*ret = TAKE(sock);
	return 0;
}

void rtnl_begin(struct rtnl_message *m, int type, int flags, const void *header, size_t size)
{
	struct nlmsghdr *h = mnl_nlmsg_put_header(m);

	h->nlmsg_type = (uint16_t)type;
	h->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | NLM_F_ACK | flags);
	memcpy(mnl_nlmsg_put_extra_header(h, size), header, size);
}

int rtnl_parse(const struct nlmsghdr *h, size_t size, const struct nlattr *tb[], int max)
{
	const struct nlattr *a;

	if (mnl_nlmsg_get_payload_len(h) < size)
		return -EPROTO;
	memset(tb, 0, sizeof(*tb) * ((size_t)max + 1));
	mnl_attr_for_each(a, h, (unsigned)size)
		if (mnl_attr_get_type(a) <= max)
			tb[mnl_attr_get_type(a)] = a;
	return 0;
}

uint32_t rtnl_number(const struct nlattr *a)
{
	size_t n = a ? mnl_attr_get_payload_len(a) : 0;

	return n == 1 ? mnl_attr_get_u8(a) : n >= 4 ? mnl_attr_get_u32(a) : 0;
}

struct answer {
	int error;		/* of the kernel */
	bool done;		/* ACK, end of the dump, or error */
	bool interrupted;	/* what is dumped was changed meanwhile */
	char *all;		/* its messages, as they came */
	size_t size;
};

static void free_answer(struct answer *a)
{
	free(a->all);
}

static int take(struct answer *a, const struct nlmsghdr *h)
{
	const struct nlmsgerr *e = mnl_nlmsg_get_payload(h);
	char *all;

	/* entries may be missing */
	a->interrupted |= (h->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
	a->done |= h->nlmsg_type == NLMSG_ERROR || h->nlmsg_type == NLMSG_DONE;
	if (h->nlmsg_type == NLMSG_ERROR)
		a->error = mnl_nlmsg_get_payload_len(h) < sizeof(*e) ? -EPROTO : e->error;
	if (h->nlmsg_type < NLMSG_MIN_TYPE)
		return 0;
	all = realloc(a->all, a->size + MNL_ALIGN(h->nlmsg_len));
	if (!all)
		return -ENOMEM;
	memcpy(all + a->size, h, h->nlmsg_len);
	a->all = all;
	a->size += MNL_ALIGN(h->nlmsg_len);
	return 0;
}

static int receive(struct mnl_socket *sock, unsigned sequence, struct answer *a)
{
	_Alignas(struct nlmsghdr) char buf[ANSWER_SIZE];

	while (!a->done) {
		const struct nlmsghdr *h = (void *)buf;
		ssize_t n = mnl_socket_recvfrom(sock, buf, sizeof(buf));
		int left = (int)n;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errno == EAGAIN ? -ETIMEDOUT : -errno;
		/* a late answer to a request that was given up is not one to this request */
		if (!mnl_nlmsg_ok(h, left) || h->nlmsg_seq != sequence)
			continue;
		for (; mnl_nlmsg_ok(h, left); h = mnl_nlmsg_next(h, &left))
			if (take(a, h) < 0)
				return -ENOMEM;
	}
	return a->error;
}

static int ask(struct mnl_socket *sock, struct nlmsghdr *h, struct answer *a)
{
	static unsigned sequence;

	h->nlmsg_seq = ++sequence;
	free(a->all);
	*a = (struct answer){ 0 };
	return mnl_socket_sendto(sock, h, h->nlmsg_len) < 0 ? -errno : receive(sock, sequence, a);
}

int rtnl_request(struct mnl_socket *sock, struct nlmsghdr *request, mnl_cb_t parse, void *data)
{
	_cleanup_(free_answer) struct answer a = { 0 };
	int r = 0, left;

	for (int n = 0; n < DUMPS && (n == 0 || (r == 0 && a.interrupted)); n++)
		r = ask(sock, request, &a);
	if (r == 0 && a.interrupted)
		return -EINTR;
	left = (int)a.size;
	for (const struct nlmsghdr *h = (void *)a.all; r == 0 && parse && mnl_nlmsg_ok(h, left); h = mnl_nlmsg_next(h, &left))
		r = parse(h, data);
	return r < 0 ? r : 0;
}

int rtnl_watch_next(const struct mnl_socket *sock, int64_t deadline)
{
	int fd = mnl_socket_get_fd(sock), r = clock_poll(fd, deadline);

	if (r > 0)
		r = rtnl_drain(fd);
	else if (r == 0)
		return 0;
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
