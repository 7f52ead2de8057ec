/* SPDX-License-Identifier: GPL-2.0-or-later */
/* route: find the interfaces through which the kernel sends to an address. */
#include "route.h"

#include <errno.h>

#include "rtnl.h"

static void add(struct route_paths *paths, int ifindex)
{
	for (size_t i = 0; i < paths->n; i++)
		if (paths->ifindex[i] == ifindex)
			return;
	if (paths->n < ROUTE_PATHS)
		paths->ifindex[paths->n++] = ifindex;
}

static void add_all(struct route_paths *paths, struct nlattr *ways)
{
	struct rtnexthop *way = nla_data(ways);
	int left = nla_len(ways);

	/* RTNH_OK() alone reads before it knows that there is something */
	while (left >= (int)sizeof(*way) && RTNH_OK(way, left)) {
		add(paths, way->rtnh_ifindex);
		left -= (int)NLMSG_ALIGN(way->rtnh_len);
		way = RTNH_NEXT(way);
	}
}

static int parse_route(struct nlmsghdr *h, void *data)
{
	struct nlattr *tb[RTA_MAX + 1];
	struct route_paths *paths = data;

	if (h->nlmsg_type != RTM_NEWROUTE || nlmsg_parse(h, sizeof(struct rtmsg), tb, RTA_MAX, NULL) < 0)
		return -EPROTO;
	paths->protocol = ((struct rtmsg *)nlmsg_data(h))->rtm_protocol;
	if (tb[RTA_MULTIPATH])
		add_all(paths, tb[RTA_MULTIPATH]);
	else if (tb[RTA_OIF] && nla_len(tb[RTA_OIF]) >= (int)sizeof(int))
		add(paths, (int)nla_get_u32(tb[RTA_OIF]));
	return paths->n ? 0 : -EPROTO;
}

static int ask(struct nl_sock *sock, const struct prefix *address, unsigned flags, struct route_paths *paths)
{
	const struct rtmsg info = {
		.rtm_family = (unsigned char)address->family,
		.rtm_dst_len = address->family == AF_INET ? 32 : 128,
		.rtm_flags = flags,
	};
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETROUTE, 0);

	if (!msg || nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO) < 0 ||
	    nla_put(msg, RTA_DST, address->family == AF_INET ? 4 : 16, address->bytes) < 0)
		return -ENOMEM;
	return rtnl_request(sock, msg, parse_route, paths);
}

/* The kernel's own choice first: it may be that there is no way, or a prohibition. The route itself has the other
 * paths; where it cannot be had, or has none (a blackhole), the choice is all. */
int route_to(struct nl_sock *sock, const struct prefix *address, struct route_paths *ret)
{
	struct route_paths chosen = { 0 }, all = { 0 };
	int r = ask(sock, address, 0, &chosen);

	if (r < 0)
		return r;
	if (!chosen.n)
		return -ENETUNREACH;
	r = ask(sock, address, RTM_F_FIB_MATCH, &all);
	if (r == -ENOMEM || r == -ETIMEDOUT)
		return r;
	for (size_t i = 0; i < all.n; i++)
		add(&chosen, all.ifindex[i]);
	chosen.protocol = all.protocol;
	*ret = chosen;
	return 0;
}
