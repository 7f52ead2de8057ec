/* SPDX-License-Identifier: GPL-2.0-or-later */
/* message: one of the kernel's messages about an address, a neighbor or a route. */
#include "message.h"

#include <arpa/inet.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "rtnl.h"

#define TICKS	100	/* USER_HZ, in which RTA_CACHEINFO has what is left of a route */

/* It was ours a moment ago: nobody is asked whether it is his, but of an address that was found to be somebody else's. */
static void prepare_address(struct nlmsghdr *h)
{
	struct nlattr *flags = nlmsg_find_attr(h, sizeof(struct ifaddrmsg), IFA_FLAGS);
	uint32_t *value = nla_data(flags);

	if (!(*value & IFA_F_DADFAILED))
		*value |= IFA_F_NODAD;
}

/* What the kernel says of a way, it does not want to hear. */
static void prepare_ways(struct nlattr *multipath)
{
	struct rtnexthop *way = nla_data(multipath);
	int left = nla_len(multipath);

	while (RTNH_OK(way, left)) {
		way->rtnh_flags &= RTNH_F_ONLINK | RTNH_F_PERVASIVE;
		left -= (int)RTNH_ALIGN(way->rtnh_len);
		way = RTNH_NEXT(way);
	}
}

static int prepare_route(struct nl_msg *msg)
{
	struct nlmsghdr *h = nlmsg_hdr(msg);
	struct rtmsg *info = nlmsg_data(h);
	struct nlattr *multipath = nlmsg_find_attr(h, sizeof(*info), RTA_MULTIPATH);
	struct nlattr *life = nlmsg_find_attr(h, sizeof(*info), RTA_CACHEINFO);
	const struct rta_cacheinfo *c = life && nla_len(life) >= (int)sizeof(*c) ? nla_data(life) : NULL;

	info->rtm_flags &= RTNH_F_ONLINK | RTNH_F_PERVASIVE;
	if (multipath)
		prepare_ways(multipath);
	if (c && c->rta_expires > 0 && info->rtm_family == AF_INET6)
		return nla_put_u32(msg, RTA_EXPIRES, (uint32_t)c->rta_expires / TICKS);
	return 0;
}

struct nl_msg *message_again(const struct nlmsghdr *kept)
{
	/* room for RTA_EXPIRES */
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_size(kept->nlmsg_len + 64);
	struct nlmsghdr *h;

	if (!msg || !nlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, kept->nlmsg_type, 0, NLM_F_CREATE | NLM_F_EXCL) ||
	    nlmsg_append(msg, nlmsg_data(kept), (size_t)nlmsg_datalen(kept), NLMSG_ALIGNTO) < 0)
		return NULL;
	h = nlmsg_hdr(msg);
	if (h->nlmsg_type == RTM_NEWADDR)
		prepare_address(h);
	if (h->nlmsg_type == RTM_NEWROUTE && prepare_route(msg) < 0)
		return NULL;
	return TAKE(msg);
}

static size_t header_size(int type)
{
	return type == RTM_NEWADDR ? sizeof(struct ifaddrmsg) : type == RTM_NEWNEIGH ? sizeof(struct ndmsg) : sizeof(struct rtmsg);
}

/* Attributes that tell one object from another: all but flags of the kernel and remaining lifetimes. */
static bool tells(int type, const struct nlattr *a)
{
	switch (type) {
	case RTM_NEWADDR:
		return nla_type(a) != IFA_FLAGS && nla_type(a) != IFA_CACHEINFO;
	case RTM_NEWNEIGH:
		return nla_type(a) != NDA_CACHEINFO && nla_type(a) != NDA_PROBES;
	default:
		return nla_type(a) != RTA_CACHEINFO && nla_type(a) != RTA_MULTIPATH && nla_type(a) != RTA_EXPIRES;
	}
}

/* Without the flags of struct ifaddrmsg and struct rtmsg. */
static bool same_header(const struct nlmsghdr *a, const struct nlmsghdr *b)
{
	struct ifaddrmsg x, y;

	if (a->nlmsg_type != b->nlmsg_type)
		return false;
	if (a->nlmsg_type == RTM_NEWADDR) {
		memcpy(&x, nlmsg_data(a), sizeof(x));
		memcpy(&y, nlmsg_data(b), sizeof(y));
		return x.ifa_family == y.ifa_family && x.ifa_prefixlen == y.ifa_prefixlen && x.ifa_index == y.ifa_index;
	}
	return memcmp(nlmsg_data(a), nlmsg_data(b), a->nlmsg_type == RTM_NEWROUTE ? offsetof(struct rtmsg, rtm_flags) :
		      sizeof(struct ndmsg)) == 0;
}

bool message_same(const struct nlmsghdr *a, const struct nlmsghdr *b)
{
	size_t header = header_size(a->nlmsg_type);
	struct nlattr *x;
	int left;

	if (!same_header(a, b))
		return false;
	nlmsg_for_each_attr(x, a, (int)header, left) {
		const struct nlattr *y = tells(a->nlmsg_type, x) ? nlmsg_find_attr((struct nlmsghdr *)b, (int)header, nla_type(x)) : x;

		if (!y || nla_len(x) != nla_len(y) || memcmp(nla_data(x), nla_data(y), (size_t)nla_len(x)) != 0)
			return false;
	}
	return true;
}

void message_describe(const struct nlmsghdr *h, char *buf, size_t size)
{
	const unsigned char *info = nlmsg_data(h);	/* family and length of the prefix come first, but of a neighbor */
	/* IFA_ADDRESS, NDA_DST and RTA_DST are one number */
	struct nlattr *a = nlmsg_find_attr((struct nlmsghdr *)h, (int)header_size(h->nlmsg_type), IFA_ADDRESS);
	char text[INET6_ADDRSTRLEN] = "default";

	if (a && nla_len(a) >= (info[0] == AF_INET6 ? 16 : 4))
		inet_ntop(info[0], nla_data(a), text, sizeof(text));
	if (h->nlmsg_type == RTM_NEWNEIGH)
		snprintf(buf, size, "neighbor %s", text);
	else
		snprintf(buf, size, "%s %s/%u", h->nlmsg_type == RTM_NEWADDR ? "address" : "route to", text, info[1]);
}
