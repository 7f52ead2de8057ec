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

static void add_all(struct route_paths *paths, const struct nlattr *ways)
{
	struct rtnexthop *way = mnl_attr_get_payload(ways);
	int left = mnl_attr_get_payload_len(ways);

	/* RTNH_OK() alone reads before it knows that there is something */
	while (left >= (int)sizeof(*way) && RTNH_OK(way, left)) {
		add(paths, way->rtnh_ifindex);
		left -= (int)NLMSG_ALIGN(way->rtnh_len);
		way = RTNH_NEXT(way);
	}
}

static int parse_route(const struct nlmsghdr *h, void *data)
{
	const struct nlattr *tb[RTA_MAX + 1];
	struct route_paths *paths = data;

	if (h->nlmsg_type != RTM_NEWROUTE || rtnl_parse(h, sizeof(struct rtmsg), tb, RTA_MAX) < 0)
		return -EPROTO;
	paths->protocol = ((struct rtmsg *)mnl_nlmsg_get_payload(h))->rtm_protocol;
	if (tb[RTA_MULTIPATH])
		add_all(paths, tb[RTA_MULTIPATH]);
	else if (tb[RTA_OIF])
		add(paths, (int)rtnl_number(tb[RTA_OIF]));
	return paths->n ? 0 : -EPROTO;
}

static int ask(struct mnl_socket *sock, const struct prefix *address, unsigned flags, struct route_paths *paths)
{
	const struct rtmsg info = {
		.rtm_family = (unsigned char)address->family,
		.rtm_dst_len = address->family == AF_INET ? 32 : 128,
		.rtm_flags = flags,
	};
	struct rtnl_message m;

	rtnl_begin(&m, RTM_GETROUTE, 0, &info, sizeof(info));
	mnl_attr_put(&m.h, RTA_DST, address->family == AF_INET ? 4 : 16, address->bytes);
	return rtnl_request(sock, &m.h, parse_route, paths);
}

/* The kernel's own choice first: it may be that there is no way, or a prohibition. The route itself has the other
 * paths; where it cannot be had, or has none (a blackhole), the choice is all. */
int route_to(struct mnl_socket *sock, const struct prefix *address, struct route_paths *ret)
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
