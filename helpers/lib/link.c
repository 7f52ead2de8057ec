/* SPDX-License-Identifier: GPL-2.0-or-later */
/* link: netdevs by rtnetlink. */
#include "link.h"

#include <errno.h>
#include <linux/if_link.h>
#include <stddef.h>

#include "rtnl.h"

static void parse_kind(struct nlattr *more, char *buf, size_t size)
{
	struct nlattr *tb[IFLA_INFO_MAX + 1];

	if (more && nla_parse_nested(tb, IFLA_INFO_MAX, more, NULL) == 0 && tb[IFLA_INFO_KIND])
		nla_strlcpy(buf, tb[IFLA_INFO_KIND], size);
}

static int parse_link(struct nlmsghdr *h, void *data)
{
	const struct ifinfomsg *info = nlmsg_data(h);
	struct nlattr *tb[IFLA_MAX + 1];
	struct rtnl_link_stats64 stats;
	struct link *l = data;

	if (h->nlmsg_type != RTM_NEWLINK || nlmsg_parse(h, sizeof(*info), tb, IFLA_MAX, NULL) < 0 ||
	    !tb[IFLA_IFNAME] || !tb[IFLA_MTU] || nla_len(tb[IFLA_MTU]) < (int)sizeof(l->mtu) ||
	    !tb[IFLA_STATS64] || nla_memcpy(&stats, tb[IFLA_STATS64], sizeof(stats)) < (int)offsetof(struct rtnl_link_stats64, tx_errors))
		return -EPROTO;
	*l = (struct link){
		.ifindex = info->ifi_index,
		.flags = info->ifi_flags,
		.mtu = nla_get_u32(tb[IFLA_MTU]),
		.carrier = tb[IFLA_CARRIER] && nla_len(tb[IFLA_CARRIER]) > 0 && nla_get_u8(tb[IFLA_CARRIER]),
		.rx = stats.rx_packets + stats.rx_errors,
		.master = tb[IFLA_MASTER] && nla_len(tb[IFLA_MASTER]) >= (int)sizeof(uint32_t) ? (int)nla_get_u32(tb[IFLA_MASTER]) : 0,
		.lower = tb[IFLA_LINK] && nla_len(tb[IFLA_LINK]) >= 4 ? (int)nla_get_u32(tb[IFLA_LINK]) : 0,
	};
	parse_kind(tb[IFLA_LINKINFO], l->kind, sizeof(l->kind));
	nla_strlcpy(l->name, tb[IFLA_IFNAME], sizeof(l->name));
	return 0;
}

static struct nl_msg *link_message(int type, int flags, const struct ifinfomsg *info)
{
	/* the header, this, an MTU and a name; nlmsg_alloc_simple() clears a page */
	struct nl_msg *msg = nlmsg_alloc_size(128);

	if (msg && (!nlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, type, 0, flags) ||
		    nlmsg_append(msg, (void *)info, sizeof(*info), NLMSG_ALIGNTO) < 0)) {
		nlmsg_free(msg);
		return NULL;
	}
	return msg;
}

int link_get(struct nl_sock *sock, int ifindex, const char *name, struct link *ret)
{
	const struct ifinfomsg info = { .ifi_index = ifindex };
	_cleanup_msg_ struct nl_msg *msg = link_message(RTM_GETLINK, 0, &info);
	struct link l = { 0 };
	int r;

	if (!msg || (!ifindex && nla_put_string(msg, IFLA_IFNAME, name) < 0))
		return -ENOMEM;
	r = rtnl_request(sock, msg, parse_link, &l);
	if (r == 0)
		*ret = l;
	return r;
}

struct each_link {
	link_func f;
	void *data;
};

static int parse_each(struct nlmsghdr *h, void *data)
{
	const struct each_link *each = data;
	struct link l;
	int r = parse_link(h, &l);

	return r < 0 ? r : each->f(&l, each->data);
}

int link_each(struct nl_sock *sock, link_func f, void *data)
{
	const struct ifinfomsg info = { 0 };
	_cleanup_msg_ struct nl_msg *msg = link_message(RTM_GETLINK, NLM_F_DUMP, &info);
	struct each_link each = { f, data };

	return msg ? rtnl_request(sock, msg, parse_each, &each) : -ENOMEM;
}

/* Sends INFO with a number, IFLA_*, unless TYPE is 0, and with a name, unless it is NULL. */
static int set(struct nl_sock *sock, const struct ifinfomsg *info, int type, unsigned value, const char *name)
{
	_cleanup_msg_ struct nl_msg *msg = link_message(RTM_NEWLINK, 0, info);

	if (!msg || (type && nla_put_u32(msg, type, value) < 0) ||
	    (name && nla_put_string(msg, IFLA_IFNAME, name) < 0))
		return -ENOMEM;
	return rtnl_request(sock, msg, NULL, NULL);
}

int link_set_up(struct nl_sock *sock, int ifindex, unsigned mtu)
{
	const struct ifinfomsg info = { .ifi_index = ifindex, .ifi_flags = IFF_UP, .ifi_change = IFF_UP };

	return set(sock, &info, mtu ? IFLA_MTU : 0, mtu, NULL);
}

bool link_is_right(const struct link *link, unsigned mtu)
{
	return (link->flags & IFF_UP) && link->mtu == mtu;
}

int link_ensure(struct nl_sock *sock, struct link *link, unsigned mtu)
{
	int r;

	if (link_is_right(link, mtu))
		return 0;
	r = link_set_up(sock, link->ifindex, mtu);
	if (r < 0)
		return r;
	r = link_get(sock, link->ifindex, NULL, link);
	if (r < 0)
		return r;
	return link_is_right(link, mtu) ? 1 : -EAGAIN;
}

int link_set_down(struct nl_sock *sock, int ifindex)
{
	return set(sock, &(struct ifinfomsg){ .ifi_index = ifindex, .ifi_change = IFF_UP }, 0, 0, NULL);
}

int link_set_master(struct nl_sock *sock, int ifindex, int master)
{
	return set(sock, &(struct ifinfomsg){ .ifi_index = ifindex }, IFLA_MASTER, (unsigned)master, NULL);
}

int link_set_name(struct nl_sock *sock, int ifindex, const char *name)
{
	return set(sock, &(struct ifinfomsg){ .ifi_index = ifindex }, 0, 0, name);
}
