/* SPDX-License-Identifier: GPL-2.0-or-later */
/* dummy: create and remove the interface that holds the router id. */
#include <errno.h>
#include <stdio.h>

#include "link.h"
#include "native.h"
#include "rtnl.h"

static int make_dummy(struct nl_sock *sock, const char *name)
{
	const struct ifinfomsg info = { .ifi_flags = IFF_UP, .ifi_change = IFF_UP };
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_simple(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL);
	struct nlattr *more;

	if (!msg || nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO) < 0 ||
	    nla_put_string(msg, IFLA_IFNAME, name) < 0)
		return -ENOMEM;
	more = nla_nest_start(msg, IFLA_LINKINFO);
	if (!more || nla_put_string(msg, IFLA_INFO_KIND, "dummy") < 0)
		return -ENOMEM;
	nla_nest_end(msg, more);
	return rtnl_request(sock, msg, NULL, NULL);
}

int native_dummy(struct nl_sock *sock, const struct fabric *fabric, bool make)
{
	struct log_event e = { .ifname = fabric->dummy, .action = "fabric" };
	struct link link;
	int r = link_get(sock, 0, fabric->dummy, &link);

	if (r == -ENODEV && !make)
		return 0;
	if (r == -ENODEV) {
		r = make_dummy(sock, fabric->dummy);
		if (r == 0 || r == -EEXIST)
			r = link_get(sock, 0, fabric->dummy, &link);
	}
	if (r == 0 && !(link.flags & IFF_UP))
		r = link_set_up(sock, link.ifindex, 0);
	if (r == 0)
		return native_port(sock, fabric, fabric->dummy);
	e.error = r;
	log_event(LOG_ERR, &e, "cannot create the interface for the router id");
	return r;
}

static int delete_dummy(struct nl_sock *sock, int ifindex)
{
	const struct ifinfomsg info = { .ifi_index = ifindex };
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_simple(RTM_DELLINK, 0);

	if (!msg || nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO) < 0)
		return -ENOMEM;
	return rtnl_request(sock, msg, NULL, NULL);
}

static int forget(struct nl_sock *sock, const struct fabric *fabric, const char *ifname, bool dummy)
{
	struct log_event e = { .ifname = ifname, .action = "fabric", .id = LOG_ID_CHANGED };
	const struct fabric_node *n = fabric->here;
	struct link link;
	int r = link_get(sock, 0, ifname, &link);

	if (r == -ENODEV)
		return 0;
	if (r == 0 && dummy) {
		r = delete_dummy(sock, link.ifindex);
	} else if (r == 0) {
		if (n->ip.family)
			r = native_address(sock, link.ifindex, &n->ip, false);
		if (r >= 0 && n->ip6.family)
			r = native_address(sock, link.ifindex, &n->ip6, false);
	}
	e.error = r < 0 ? r : 0;
	log_event(r < 0 ? LOG_ERR : LOG_INFO, &e, dummy ? "%s" : "router id %s", r < 0 ? "cannot be removed" : "removed");
	return r < 0 ? r : 0;
}

int native_forget(struct nl_sock *sock, const struct fabric *fabric)
{
	int r = forget(sock, fabric, fabric->dummy, true);

	for (size_t i = 0; i < fabric->here->n_interfaces; i++) {
		int r2 = forget(sock, fabric, fabric->here->interfaces[i], false);

		r = r < 0 ? r : r2;
	}
	return r;
}
