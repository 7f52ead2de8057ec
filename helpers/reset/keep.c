/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keep: save and restore what a down removes from a netdev: addresses, neighbors and routes. The messages in which the
 * kernel lists them are sent back to it, as "ip route save" and "restore" do. */
#include "keep.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/nexthop.h>
#include <stdint.h>
#include <string.h>

#include "link.h"
#include "message.h"
#include "rtnl.h"
#include "words.h"

#define BYTES_MAX	(256 * 1024)
#define NETDEVS_MAX	16

struct reading {
	int netdevs[NETDEVS_MAX];	/* the link, and VLANs on it */
	size_t n;
	bool more;			/* VLANs than that */
	struct keep *k;
	const char *why;
};

static bool is_ours(const struct reading *r, int ifindex)
{
	for (size_t i = 0; i < r->n; i++)
		if (r->netdevs[i] == ifindex)
			return true;
	return false;
}

static int add_netdev(const struct link *link, void *data)
{
	struct reading *r = data;

	if (!link->lower || !is_ours(r, link->lower) || is_ours(r, link->ifindex))
		return 0;
	r->more |= r->n == NETDEVS_MAX;
	if (r->n < NETDEVS_MAX)
		r->netdevs[r->n++] = link->ifindex;
	return 0;
}

static int add(struct keep *k, const struct nlmsghdr *h)
{
	k->bytes += h->nlmsg_len;
	if (k->bytes > BYTES_MAX)
		return -ENOBUFS;
	if (GROW(&k->all, k->n) < 0)
		return -ENOMEM;
	k->all[k->n] = (struct keep_one){ .message = malloc(h->nlmsg_len) };
	if (!k->all[k->n].message)
		return -ENOMEM;
	memcpy(k->all[k->n++].message, h, h->nlmsg_len);
	return 0;
}

static int add_address(struct reading *r, const struct nlmsghdr *h)
{
	const struct ifaddrmsg *info = nlmsg_data(h);
	struct nlattr *tb[IFA_MAX + 1];

	if (!is_ours(r, (int)info->ifa_index))
		return 0;
	if (nlmsg_parse((struct nlmsghdr *)h, sizeof(*info), tb, IFA_MAX, NULL) < 0 || !tb[IFA_FLAGS] || nla_len(tb[IFA_FLAGS]) < 4)
		return -EPROTO;
	/* the kernel makes these again, as soon as there is carrier */
	if ((tb[IFA_PROTO] && nla_len(tb[IFA_PROTO]) && nla_get_u8(tb[IFA_PROTO]) == IFAPROT_KERNEL_LL) ||
	    (info->ifa_family == AF_INET6 && (nla_get_u32(tb[IFA_FLAGS]) & IFA_F_TEMPORARY)))
		return 0;
	return add(r->k, h);
}

static int add_neighbor(struct reading *r, const struct nlmsghdr *h)
{
	const struct ndmsg *info = nlmsg_data(h);

	if (!is_ours(r, info->ndm_ifindex) || (info->ndm_family != AF_INET && info->ndm_family != AF_INET6) ||
	    !((info->ndm_state & NUD_PERMANENT) || (info->ndm_flags & NTF_PROXY)))
		return 0;
	return add(r->k, h);
}

/* How many ways of a route of several ways are ours, and how many there are. */
static size_t count_ways(const struct reading *r, struct nlattr *multipath, size_t *ret_all)
{
	struct rtnexthop *way = nla_data(multipath);
	int left = nla_len(multipath);
	size_t ours = 0;

	/* RTNH_OK() alone reads before it knows that there is something */
	for (*ret_all = 0; left >= (int)sizeof(*way) && RTNH_OK(way, left); (*ret_all)++) {
		ours += is_ours(r, way->rtnh_ifindex);
		left -= (int)RTNH_ALIGN(way->rtnh_len);
		way = RTNH_NEXT(way);
	}
	return ours;
}

static int add_route(struct reading *r, const struct nlmsghdr *h)
{
	const struct rtmsg *info = nlmsg_data(h);
	struct nlattr *tb[RTA_MAX + 1];
	size_t ours, all = 1;

	if ((info->rtm_family != AF_INET && info->rtm_family != AF_INET6) || info->rtm_protocol == RTPROT_KERNEL ||
	    (info->rtm_flags & RTM_F_CLONED))
		return 0;
	if (nlmsg_parse((struct nlmsghdr *)h, sizeof(*info), tb, RTA_MAX, NULL) < 0)
		return -EPROTO;
	if (tb[RTA_MULTIPATH])
		ours = count_ways(r, tb[RTA_MULTIPATH], &all);
	else
		ours = tb[RTA_OIF] && nla_len(tb[RTA_OIF]) >= 4 && is_ours(r, (int)nla_get_u32(tb[RTA_OIF]));
	if (ours < all)
		return 0;	/* or it has another way, and is kept */
	if (tb[RTA_NH_ID] && info->rtm_protocol < RTPROT_ZEBRA)
		r->why = "a route with a nexthop object, which the kernel would delete";
	/* a routing daemon makes its nexthop objects and their routes again */
	return tb[RTA_NH_ID] ? 0 : add(r->k, h);
}

static int check_nexthop(struct reading *r, const struct nlmsghdr *h)
{
	const struct nhmsg *info = nlmsg_data(h);
	struct nlattr *tb[NHA_MAX + 1];

	if (nlmsg_parse((struct nlmsghdr *)h, sizeof(*info), tb, NHA_MAX, NULL) < 0)
		return -EPROTO;
	if (tb[NHA_OIF] && nla_len(tb[NHA_OIF]) >= 4 && is_ours(r, (int)nla_get_u32(tb[NHA_OIF])) &&
	    info->nh_protocol < RTPROT_ZEBRA)
		r->why = "a nexthop object, which the kernel would delete";
	return 0;
}

static int parse(struct nlmsghdr *h, void *data)
{
	switch (h->nlmsg_type) {
	case RTM_NEWADDR:
		return nlmsg_valid_hdr(h, sizeof(struct ifaddrmsg)) ? add_address(data, h) : -EPROTO;
	case RTM_NEWNEIGH:
		return nlmsg_valid_hdr(h, sizeof(struct ndmsg)) ? add_neighbor(data, h) : -EPROTO;
	case RTM_NEWROUTE:
		return nlmsg_valid_hdr(h, sizeof(struct rtmsg)) ? add_route(data, h) : -EPROTO;
	case RTM_NEWNEXTHOP:
		return nlmsg_valid_hdr(h, sizeof(struct nhmsg)) ? check_nexthop(data, h) : -EPROTO;
	default:
		return -EPROTO;
	}
}

static int dump(struct nl_sock *sock, int type, const void *header, size_t size, struct reading *r)
{
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_simple(type, NLM_F_DUMP);

	if (!msg || nlmsg_append(msg, (void *)header, size, NLMSG_ALIGNTO) < 0)
		return -ENOMEM;
	return rtnl_request(sock, msg, parse, r);
}

static int dump_addresses(struct nl_sock *sock, struct reading *r)
{
	const struct ifaddrmsg inet = { .ifa_family = AF_INET }, inet6 = { .ifa_family = AF_INET6 };
	struct keep *k = r->k;
	int ret = dump(sock, RTM_GETADDR, &inet, sizeof(inet), r);
	size_t begin = k->n;

	if (ret == 0)
		ret = dump(sock, RTM_GETADDR, &inet6, sizeof(inet6), r);
	/* the kernel puts a new IPv6 address first, and chooses the source of what is sent by their order */
	for (size_t i = begin, j = k->n; i + 1 < j; i++) {
		struct keep_one one = k->all[i];

		k->all[i] = k->all[--j];
		k->all[j] = one;
	}
	return ret;
}

/* In the order in which one needs the other. */
static int dump_all(struct nl_sock *sock, struct reading *r)
{
	const struct ndmsg neighbors = { 0 }, proxies = { .ndm_flags = NTF_PROXY };
	const struct rtmsg routes = { 0 };
	const struct nhmsg nexthops = { 0 };
	int ret = dump_addresses(sock, r);

	if (ret == 0)
		ret = dump(sock, RTM_GETNEIGH, &neighbors, sizeof(neighbors), r);
	if (ret == 0)
		ret = dump(sock, RTM_GETNEIGH, &proxies, sizeof(proxies), r);
	if (ret == 0)
		ret = dump(sock, RTM_GETROUTE, &routes, sizeof(routes), r);
	if (ret == 0)
		ret = dump(sock, RTM_GETNEXTHOP, &nexthops, sizeof(nexthops), r);
	return ret;
}

int keep_read(struct nl_sock *sock, int ifindex, struct keep *ret, const char **ret_why)
{
	_cleanup_keep_ struct keep k = { 0 };
	struct reading r = { .netdevs = { ifindex }, .n = 1, .k = &k };
	int e = 0;

	/* twice: a VLAN may be on a VLAN */
	for (int i = 0; i < 2 && e == 0; i++)
		e = link_each(sock, add_netdev, &r);
	if (e == 0)
		e = dump_all(sock, &r);
	if (e == 0 && r.more)
		r.why = "more VLANs than tbnet can restore";
	if (e < 0)
		return e;
	if (r.why) {
		*ret_why = r.why;
		return -EOPNOTSUPP;
	}
	*ret = k;
	k = (struct keep){ 0 };
	return 0;
}

void keep_free(struct keep *k)
{
	for (size_t i = 0; i < k->n; i++)
		free(k->all[i].message);
	free(k->all);
	*k = (struct keep){ 0 };
}

static int restore(struct nl_sock *sock, const struct nlmsghdr *kept)
{
	_cleanup_msg_ struct nl_msg *msg = message_again(kept);
	int r;

	if (!msg)
		return -ENOMEM;
	r = rtnl_request(sock, msg, NULL, NULL);
	return r == -EEXIST ? 0 : r;
}

int keep_restore(struct nl_sock *sock, struct keep *k)
{
	int ret = 0;

	/* after no answer the others would wait as long */
	for (size_t i = 0; i < k->n && ret != -ETIMEDOUT; i++) {
		int r = k->all[i].back ? 0 : restore(sock, k->all[i].message);

		k->all[i].back = r == 0;
		ret = r < 0 ? r : ret;
	}
	return ret;
}

int keep_missing(struct nl_sock *sock, int ifindex, struct keep *k, char *buf, size_t size)
{
	_cleanup_keep_ struct keep now = { 0 };
	const char *why;
	int missing = 0, r = keep_read(sock, ifindex, &now, &why);

	if (r < 0)
		return r;
	for (size_t i = 0; i < k->n; i++) {
		size_t j = 0;

		while (j < now.n && !message_same(k->all[i].message, now.all[j].message))
			j++;
		if (j < now.n)
			continue;
		k->all[i].back = false;
		if (missing++ == 0)
			message_describe(k->all[i].message, buf, size);
	}
	return missing;
}
