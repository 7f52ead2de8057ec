/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keep: save and restore what a down removes from a netdev: addresses, neighbors and routes. The messages in which the
 * kernel lists them are sent back to it, as "ip route save" and "restore" do. */
#include "keep.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/nexthop.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "link.h"
#include "rtnl.h"
#include "words.h"

#define BYTES_MAX	(256 * 1024)
#define NETDEVS_MAX	16
#define TICKS		100	/* USER_HZ, in which RTA_CACHEINFO has what is left of a route */

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

static int restore(struct nl_sock *sock, const struct nlmsghdr *kept)
{
	/* room for RTA_EXPIRES */
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_size(kept->nlmsg_len + 64);
	struct nlmsghdr *h;
	int r;

	if (!msg || !nlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, kept->nlmsg_type, 0, NLM_F_CREATE | NLM_F_EXCL) ||
	    nlmsg_append(msg, nlmsg_data(kept), (size_t)nlmsg_datalen(kept), NLMSG_ALIGNTO) < 0)
		return -ENOMEM;
	h = nlmsg_hdr(msg);
	if (h->nlmsg_type == RTM_NEWADDR)
		prepare_address(h);
	if (h->nlmsg_type == RTM_NEWROUTE && prepare_route(msg) < 0)
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

static size_t header_size(int type)
{
	return type == RTM_NEWADDR ? sizeof(struct ifaddrmsg) : type == RTM_NEWNEIGH ? sizeof(struct ndmsg) : sizeof(struct rtmsg);
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

static bool is_same(const struct nlmsghdr *a, const struct nlmsghdr *b)
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

static void describe(const struct nlmsghdr *h, char *buf, size_t size)
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

int keep_missing(struct nl_sock *sock, int ifindex, struct keep *k, char *buf, size_t size)
{
	_cleanup_keep_ struct keep now = { 0 };
	const char *why;
	int missing = 0, r = keep_read(sock, ifindex, &now, &why);

	if (r < 0)
		return r;
	for (size_t i = 0; i < k->n; i++) {
		size_t j = 0;

		while (j < now.n && !is_same(k->all[i].message, now.all[j].message))
			j++;
		if (j < now.n)
			continue;
		k->all[i].back = false;
		if (missing++ == 0)
			describe(k->all[i].message, buf, size);
	}
	return missing;
}
