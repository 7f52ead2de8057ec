/* SPDX-License-Identifier: GPL-2.0-or-later */
/* address: the IP addresses of a netdev. */
#include "address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <netlink/attr.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

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
	return each->f(full, each->data);
}

static int dump(struct nl_sock *sock, unsigned char family, struct rtnl_answer *a)
{
	const struct ifaddrmsg info = { .ifa_family = family };
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETADDR, NLM_F_DUMP);

	if (!msg || nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO) < 0)
		return -ENOMEM;
	return rtnl_request(sock, msg, a);
}

int address_each(struct nl_sock *sock, int ifindex, address_func f, void *data)
{
	struct each_address each = { ifindex, f, data };
	struct rtnl_answer a = { .parse = parse_address, .data = &each };

	return dump(sock, AF_UNSPEC, &a);
}

struct keeping {
	int ifindex;
	struct address_kept *kept;
};

/* The kernel has IFA_LOCAL only where there is a peer, and IFA_ADDRESS is his then (inet6_fill_ifaddr()). */
static void keep_one(struct address_kept_one *one, struct nlattr **tb)
{
	const struct ifa_cacheinfo *life = tb[IFA_CACHEINFO] ? nla_data(tb[IFA_CACHEINFO]) : NULL;

	one->flags = nla_get_u32(tb[IFA_FLAGS]);
	one->preferred = life ? life->ifa_prefered : UINT32_MAX;
	one->metric = tb[IFA_RT_PRIORITY] ? nla_get_u32(tb[IFA_RT_PRIORITY]) : 0;
	memcpy(one->address, nla_data(tb[IFA_ADDRESS]), sizeof(one->address));
	memcpy(one->local, nla_data(tb[IFA_LOCAL] ? tb[IFA_LOCAL] : tb[IFA_ADDRESS]), sizeof(one->local));
}

static bool is_short(struct nlattr *a, size_t size)
{
	return a && (size_t)nla_len(a) < size;
}

static int parse_kept(struct nlmsghdr *h, void *data)
{
	const struct ifaddrmsg *info = nlmsg_data(h);
	const struct keeping *k = data;
	struct nlattr *tb[IFA_MAX + 1];

	if (h->nlmsg_type != RTM_NEWADDR || nlmsg_parse(h, sizeof(*info), tb, IFA_MAX, NULL) < 0)
		return -EPROTO;
	/* the kernel makes link-local ones again, and advertisements theirs */
	if ((int)info->ifa_index != k->ifindex || info->ifa_family != AF_INET6 || info->ifa_scope == RT_SCOPE_LINK ||
	    !tb[IFA_FLAGS] || is_short(tb[IFA_FLAGS], 4) || !(nla_get_u32(tb[IFA_FLAGS]) & IFA_F_PERMANENT) ||
	    !tb[IFA_ADDRESS] || is_short(tb[IFA_ADDRESS], 16) || is_short(tb[IFA_LOCAL], 16) ||
	    is_short(tb[IFA_CACHEINFO], sizeof(struct ifa_cacheinfo)) || is_short(tb[IFA_RT_PRIORITY], 4))
		return 0;
	if (k->kept->n == sizeof(k->kept->all) / sizeof(k->kept->all[0]))
		return -ENOBUFS;
	k->kept->all[k->kept->n].info = *info;
	keep_one(&k->kept->all[k->kept->n++], tb);
	return 0;
}

int address_keep(struct nl_sock *sock, int ifindex, struct address_kept *ret)
{
	struct keeping k = { ifindex, ret };
	struct rtnl_answer a = { .parse = parse_kept, .data = &k };

	ret->n = 0;
	return dump(sock, AF_INET6, &a);
}

/* It was ours a moment ago: nobody is asked whether it is his, but of one that was found to be somebody else's. */
static unsigned flags_again(const struct address_kept_one *one)
{
	const unsigned all = IFA_F_NOPREFIXROUTE | IFA_F_MANAGETEMPADDR | IFA_F_HOMEADDRESS | IFA_F_MCAUTOJOIN;

	return (one->flags & all) | (one->flags & IFA_F_DADFAILED ? 0 : IFA_F_NODAD);
}

static int give_back(struct nl_sock *sock, const struct address_kept_one *one)
{
	const struct ifaddrmsg info = {
		.ifa_family = AF_INET6, .ifa_prefixlen = one->info.ifa_prefixlen, .ifa_index = one->info.ifa_index,
	};
	const struct ifa_cacheinfo life = { .ifa_prefered = one->preferred, .ifa_valid = UINT32_MAX };
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_simple(RTM_NEWADDR, NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
	struct rtnl_answer a = { 0 };
	int r;

	if (!msg || nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO) < 0 ||
	    nla_put(msg, IFA_LOCAL, sizeof(one->local), one->local) < 0 ||
	    nla_put(msg, IFA_ADDRESS, sizeof(one->address), one->address) < 0 ||
	    nla_put(msg, IFA_CACHEINFO, sizeof(life), &life) < 0 ||
	    (one->metric && nla_put_u32(msg, IFA_RT_PRIORITY, one->metric) < 0) ||
	    nla_put_u32(msg, IFA_FLAGS, flags_again(one)) < 0)
		return -ENOMEM;
	r = rtnl_request(sock, msg, &a);
	return r == -EEXIST ? 0 : r;
}

int address_give_back(struct nl_sock *sock, const struct address_kept *kept)
{
	int ret = 0;

	/* the kernel puts a new one first; after no answer the others would wait as long */
	for (size_t i = kept->n; i > 0 && ret != -ETIMEDOUT; i--) {
		int r = give_back(sock, &kept->all[i - 1]);

		ret = r < 0 ? r : ret;
	}
	return ret;
}
