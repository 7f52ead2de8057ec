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

static int parse_address(const struct nlmsghdr *h, void *data)
{
	const struct ifaddrmsg *info = mnl_nlmsg_get_payload(h);
	const struct each_address *each = data;
	const struct nlattr *tb[IFA_MAX + 1], *a;
	char text[INET6_ADDRSTRLEN], full[INET6_ADDRSTRLEN + 4];

	if (h->nlmsg_type != RTM_NEWADDR || rtnl_parse(h, sizeof(*info), tb, IFA_MAX) < 0)
		return -EPROTO;
	a = tb[IFA_LOCAL] ? tb[IFA_LOCAL] : tb[IFA_ADDRESS];
	if ((int)info->ifa_index != each->ifindex || !a ||
	    mnl_attr_get_payload_len(a) < (info->ifa_family == AF_INET6 ? 16 : 4) ||
	    !inet_ntop(info->ifa_family, mnl_attr_get_payload(a), text, sizeof(text)))
		return 0;
	snprintf(full, sizeof(full), "%s/%u", text, info->ifa_prefixlen);
	return each->f(full, each->data);
}

int address_each(struct mnl_socket *sock, int ifindex, address_func f, void *data)
{
	const struct ifaddrmsg info = { .ifa_family = AF_UNSPEC };
	struct each_address each = { ifindex, f, data };
	struct rtnl_message m;

	rtnl_begin(&m, RTM_GETADDR, NLM_F_DUMP, &info, sizeof(info));
	return rtnl_request(sock, &m.h, parse_address, &each);
}
