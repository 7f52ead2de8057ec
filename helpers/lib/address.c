/* SPDX-License-Identifier: GPL-2.0-or-later */
/* address: the IP addresses of a netdev. */
#include "address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <stdio.h>

#include "rtnl.h"

struct each_address {
	int ifindex;
	address_func f;
	void *data;
};

static int parse_address(struct nlmsghdr *h, void *data)
{
	const struct ifaddrmsg *info = nlmsg_data(h);
	const struct each_address *each = data;
	struct nlattr *tb[IFA_MAX + 1], *a;
	char text[INET6_ADDRSTRLEN], full[INET6_ADDRSTRLEN + 4];

	if (h->nlmsg_type != RTM_NEWADDR || nlmsg_parse(h, sizeof(*info), tb, IFA_MAX, NULL) < 0)
		return -EPROTO;
	a = tb[IFA_LOCAL] ? tb[IFA_LOCAL] : tb[IFA_ADDRESS];
	if ((int)info->ifa_index != each->ifindex || !a ||
	    nla_len(a) < (info->ifa_family == AF_INET6 ? 16 : 4) ||
	    !inet_ntop(info->ifa_family, nla_data(a), text, sizeof(text)))
		return 0;
	snprintf(full, sizeof(full), "%s/%u", text, info->ifa_prefixlen);
	return each->f(full, tb[IFA_FLAGS] && nla_len(tb[IFA_FLAGS]) >= 4 ? nla_get_u32(tb[IFA_FLAGS]) : info->ifa_flags, each->data);
}

int address_each(struct nl_sock *sock, int ifindex, address_func f, void *data)
{
	const struct ifaddrmsg info = { .ifa_family = AF_UNSPEC };
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETADDR, NLM_F_DUMP);
	struct each_address each = { ifindex, f, data };

	if (!msg || nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO) < 0)
		return -ENOMEM;
	return rtnl_request(sock, msg, parse_address, &each);
}
