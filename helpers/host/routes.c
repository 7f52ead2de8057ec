/* SPDX-License-Identifier: GPL-2.0-or-later */
/* routes: find the hosts (router ids) and prefixes behind each link, and whatever
 * OpenFabric has found. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#include "host.h"
#include "prefix.h"
#include "route.h"
#include "rtnl.h"

#define LOOK_MS		3000
#define ROUTES_MAX	64	/* a mesh has a handful; the rest is counted */

struct look {
	struct host *n;
	struct host_port *port;
};

static int add_route(struct host *n, const struct route *route)
{
	if (n->n_routes == ROUTES_MAX) {
		n->more_routes++;
		return 0;
	}
	if (GROW(&n->routes, n->n_routes) < 0)
		return -ENOMEM;
	n->routes[n->n_routes++] = *route;
	return 0;
}

/* One of the ways of a route. */
static int add_way(const struct look *look, struct route route, int ifindex, struct nlattr *via,
		   unsigned char family)
{
	if (ifindex != look->port->link.ifindex)
		return 0;
	if (via && nla_len(via) >= (family == AF_INET ? 4 : 16))
		inet_ntop(family, nla_data(via), route.via, sizeof(route.via));
	return add_route(look->n, &route);
}

static int add_ways(const struct look *look, const struct route *route, struct nlattr *ways,
		    unsigned char family)
{
	struct rtnexthop *way = nla_data(ways);
	int left = nla_len(ways), r = 0;

	/* RTNH_OK() alone reads before it knows that there is something */
	while (r == 0 && left >= (int)sizeof(*way) && RTNH_OK(way, left)) {
		struct nlattr *tb[RTA_MAX + 1];

		if (nla_parse(tb, RTA_MAX, (struct nlattr *)RTNH_DATA(way),
			      way->rtnh_len - (int)sizeof(*way), NULL) == 0)
			r = add_way(look, *route, way->rtnh_ifindex, tb[RTA_GATEWAY], family);
		left -= (int)NLMSG_ALIGN(way->rtnh_len);
		way = RTNH_NEXT(way);
	}
	return r;
}

static int parse_route(struct nlmsghdr *h, void *data)
{
	const struct rtmsg *info = nlmsg_data(h);
	const struct look *look = data;
	struct nlattr *tb[RTA_MAX + 1];
	struct route route = { .port = look->port };
	unsigned char family;
	size_t n;

	if (h->nlmsg_type != RTM_NEWROUTE || nlmsg_parse(h, sizeof(*info), tb, RTA_MAX, NULL) < 0)
		return -EPROTO;
	family = info->rtm_family;
	route.protocol = info->rtm_protocol;
	/* where the kernel does not look for those of the link alone, any does: better no finding than a false one */
	look->port->routed4 |= family == AF_INET && info->rtm_type == RTN_UNICAST &&
			       (!tb[RTA_OIF] || nla_len(tb[RTA_OIF]) < 4 || (int)nla_get_u32(tb[RTA_OIF]) == look->port->link.ifindex);
	if (info->rtm_type != RTN_UNICAST || !tb[RTA_DST] || (info->rtm_flags & RTM_F_CLONED) ||
	    info->rtm_protocol == RTPROT_KERNEL ||
	    (info->rtm_protocol != RTPROT_OPENFABRIC && info->rtm_dst_len != (family == AF_INET ? 32 : 128)) ||
	    nla_len(tb[RTA_DST]) < (family == AF_INET ? 4 : 16) ||
	    !inet_ntop(family, nla_data(tb[RTA_DST]), route.to, INET6_ADDRSTRLEN))
		return 0;
	n = strlen(route.to);
	snprintf(route.to + n, sizeof(route.to) - n, "/%u", info->rtm_dst_len);
	if (tb[RTA_MULTIPATH])
		return add_ways(look, &route, tb[RTA_MULTIPATH], family);
	return tb[RTA_OIF] && nla_len(tb[RTA_OIF]) >= 4 ?
	       add_way(look, route, (int)nla_get_u32(tb[RTA_OIF]), tb[RTA_GATEWAY], family) : 0;
}

/* The kernel looks for those of one link (strict checks): a full table of the
 * internet is not carried here. */
static int read_family(struct nl_sock *sock, struct look *look, unsigned char family)
{
	const struct rtmsg info = { .rtm_family = family };
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETROUTE, NLM_F_DUMP);

	if (!msg || nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO) < 0 ||
	    nla_put_u32(msg, RTA_OIF, (uint32_t)look->port->link.ifindex) < 0)
		return -ENOMEM;
	return rtnl_request(sock, msg, parse_route, look);
}

/* Any other host of the network: the second address of a /31 or /127, the first or the second one of others. */
static struct prefix other_host(const struct prefix *own)
{
	size_t last = own->family == AF_INET ? 3 : 15, bits = 8 * (last + 1);
	struct prefix other = prefix_network(own);

	other.bytes[last] |= 1;
	if (memcmp(other.bytes, own->bytes, sizeof(other.bytes)) == 0)
		other.bytes[last] ^= own->length + 1 == bits ? 1 : 3;
	return other;
}

/* Another interface with the same network, a VPN or a rule may take what is for the link. A route to this host itself is none of these. */
static void read_detour(struct nl_sock *sock, struct host_port *p, const char *address)
{
	struct route_paths paths = { 0 };
	struct prefix own, other;
	struct link link;

	if (*p->detour || strncmp(address, "fe80:", 5) == 0 || prefix_parse(address, &own) < 0 || prefix_is_single(&own))
		return;
	other = other_host(&own);
	if (route_to(sock, &other, &paths) < 0)
		return;
	for (size_t i = 0; i < paths.n; i++)
		if (paths.ifindex[i] == p->link.ifindex)
			return;
	if (link_get(sock, paths.ifindex[0], NULL, &link) < 0 || link.flags & IFF_LOOPBACK)
		return;
	snprintf(p->detour, sizeof(p->detour), "%s", link.name);
	p->detoured = address;
}

static int read_detours(struct host *n)
{
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	int r = rtnl_open(LOOK_MS, &sock);

	for (size_t i = 0; i < n->n_ports && r == 0; i++) {
		struct host_port *p = &n->ports[i];

		/* a VRF has routes of its own, and an address that is a duplicate has none */
		for (size_t k = 0; k < p->addresses.n && host_usable(n, p) && !p->link.master && !*p->duplicate; k++)
			read_detour(sock, p, p->addresses.v[k]);
	}
	return r;
}

int routes_read(struct host *n)
{
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	int r = rtnl_open(LOOK_MS, &sock), yes = 1;

	if (r < 0)
		return r;
	/* without it (before Linux 4.20) everything comes, and is sorted out here */
	setsockopt(nl_socket_get_fd(sock), SOL_NETLINK, NETLINK_GET_STRICT_CHK, &yes, sizeof(yes));
	for (size_t i = 0; i < n->n_ports && r == 0; i++) {
		struct look look = { n, &n->ports[i] };

		if (!n->ports[i].there)
			continue;
		r = read_family(sock, &look, AF_INET);
		if (r == 0)
			r = read_family(sock, &look, AF_INET6);
		if (r == -ENODEV)	/* gone since */
			r = 0;
	}
	return r < 0 ? r : read_detours(n);
}
