/* SPDX-License-Identifier: GPL-2.0-or-later */
/* route: by which interface the kernel sends to an address. */
#include "route.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>

#include "rtnl.h"

static int parse_route(struct nlmsghdr *h, void *data)
{
	struct nlattr *tb[RTA_MAX + 1];
	int *index = data;

	if (h->nlmsg_type != RTM_NEWROUTE || nlmsg_parse(h, sizeof(struct rtmsg), tb, RTA_MAX, NULL) < 0 || !tb[RTA_OIF] ||
	    nla_len(tb[RTA_OIF]) < (int)sizeof(*index))
		return -EPROTO;
	*index = (int)nla_get_u32(tb[RTA_OIF]);
	return 0;
}

int route_to(struct nl_sock *sock, const struct prefix *address)
{
	const struct rtmsg info = {
		.rtm_family = (unsigned char)address->family,
		.rtm_dst_len = address->family == AF_INET ? 32 : 128,
	};
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETROUTE, 0);
	int index = -ENETUNREACH, r;
	struct rtnl_answer a = { .parse = parse_route, .data = &index, .one = true };

	if (!msg || nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO) < 0 ||
	    nla_put(msg, RTA_DST, address->family == AF_INET ? 4 : 16, address->bytes) < 0)
		return -ENOMEM;
	r = rtnl_request(sock, msg, &a);
	return r < 0 ? r : index;
}
