/* SPDX-License-Identifier: GPL-2.0-or-later */
/* link: netdevs by rtnetlink. */
#include "link.h"

#include <errno.h>
#include <linux/if_link.h>
#include <stddef.h>
#include <string.h>

#include "rtnl.h"

/* As much of it as fits. */
static void copy_text(const struct nlattr *a, char *buf, size_t size)
{
	size_t n = mnl_attr_get_payload_len(a);

	n = n < size ? n : size - 1;
	memcpy(buf, mnl_attr_get_payload(a), n);
	buf[n] = '\0';
}

static int parse_link(const struct nlmsghdr *h, void *data)
{
	const struct ifinfomsg *info = mnl_nlmsg_get_payload(h);
	const struct nlattr *tb[IFLA_MAX + 1], *a;
	struct rtnl_link_stats64 stats;
	struct link *l = data;

	if (h->nlmsg_type != RTM_NEWLINK || rtnl_parse(h, sizeof(*info), tb, IFLA_MAX) < 0 || !tb[IFLA_IFNAME] || !tb[IFLA_MTU] ||
	    !tb[IFLA_STATS64] || mnl_attr_get_payload_len(tb[IFLA_STATS64]) < offsetof(struct rtnl_link_stats64, tx_errors))
		return -EPROTO;
	memcpy(&stats, mnl_attr_get_payload(tb[IFLA_STATS64]), offsetof(struct rtnl_link_stats64, tx_errors));
	*l = (struct link){
		.ifindex = info->ifi_index,
		.flags = info->ifi_flags,
		.mtu = rtnl_number(tb[IFLA_MTU]),
		.carrier = rtnl_number(tb[IFLA_CARRIER]),
		.rx = stats.rx_packets + stats.rx_errors,
		.master = (int)rtnl_number(tb[IFLA_MASTER]),
		.lower = (int)rtnl_number(tb[IFLA_LINK]),
	};
	if (tb[IFLA_LINKINFO])
		mnl_attr_for_each_nested(a, tb[IFLA_LINKINFO])
			if (mnl_attr_get_type(a) == IFLA_INFO_KIND)
				copy_text(a, l->kind, sizeof(l->kind));
	copy_text(tb[IFLA_IFNAME], l->name, sizeof(l->name));
	return 0;
}

static bool put_name(struct rtnl_message *m, const char *name)
{
	return mnl_attr_put_strz_check(&m->h, sizeof(*m), IFLA_IFNAME, name);
}

int link_get(struct mnl_socket *sock, int ifindex, const char *name, struct link *ret)
{
	const struct ifinfomsg info = { .ifi_index = ifindex };
	struct rtnl_message m;
	struct link l = { 0 };
	int r;

	rtnl_begin(&m, RTM_GETLINK, 0, &info, sizeof(info));
	if (!ifindex && !put_name(&m, name))
		return -ENAMETOOLONG;
	r = rtnl_request(sock, &m.h, parse_link, &l);
	if (r == 0)
		*ret = l;
	return r;
}

struct each_link {
	link_func f;
	void *data;
};

static int parse_each(const struct nlmsghdr *h, void *data)
{
	const struct each_link *each = data;
	struct link l;
	int r = parse_link(h, &l);

	return r < 0 ? r : each->f(&l, each->data);
}

int link_each(struct mnl_socket *sock, link_func f, void *data)
{
	const struct ifinfomsg info = { 0 };
	struct each_link each = { f, data };
	struct rtnl_message m;

	rtnl_begin(&m, RTM_GETLINK, NLM_F_DUMP, &info, sizeof(info));
	return rtnl_request(sock, &m.h, parse_each, &each);
}

/* Sends INFO with a number, IFLA_*, unless TYPE is 0, and with a name, unless it is NULL. */
static int set(struct mnl_socket *sock, const struct ifinfomsg *info, uint16_t type, unsigned value, const char *name)
{
	struct rtnl_message m;

	rtnl_begin(&m, RTM_NEWLINK, 0, info, sizeof(*info));
	if (type)
		mnl_attr_put_u32(&m.h, type, value);
	if (name && !put_name(&m, name))
		return -ENAMETOOLONG;
	return rtnl_request(sock, &m.h, NULL, NULL);
}

int link_set_up(struct mnl_socket *sock, int ifindex, unsigned mtu)
{
	const struct ifinfomsg info = { .ifi_index = ifindex, .ifi_flags = IFF_UP, .ifi_change = IFF_UP };

	return set(sock, &info, mtu ? IFLA_MTU : 0, mtu, NULL);
}

bool link_is_right(const struct link *link, unsigned mtu)
{
	return (link->flags & IFF_UP) && link->mtu == mtu;
}

int link_ensure(struct mnl_socket *sock, struct link *link, unsigned mtu)
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

int link_set_down(struct mnl_socket *sock, int ifindex)
{
	return set(sock, &(struct ifinfomsg){ .ifi_index = ifindex, .ifi_change = IFF_UP }, 0, 0, NULL);
}

int link_set_master(struct mnl_socket *sock, int ifindex, int master)
{
	return set(sock, &(struct ifinfomsg){ .ifi_index = ifindex }, IFLA_MASTER, (unsigned)master, NULL);
}

int link_set_name(struct mnl_socket *sock, int ifindex, const char *name)
{
	return set(sock, &(struct ifinfomsg){ .ifi_index = ifindex }, 0, 0, name);
}
