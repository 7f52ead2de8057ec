/* SPDX-License-Identifier: GPL-2.0-or-later */
/* native: set addresses and forwarding of the fabric, by rtnetlink and sysctl.
 *
 * An adjacency starts with the first hello after the link is up, and a hello counts only
 * where there is an address: milliseconds here are a hello interval there. */
#include "native.h"

#include <errno.h>
#include <linux/if_addr.h>
#include <stdio.h>
#include <string.h>

#include "address.h"
#include "forward.h"
#include "link.h"
#include "rtnl.h"
#include "sysfs.h"

int native_address(struct nl_sock *sock, int ifindex, const struct prefix *p, bool add)
{
	const struct ifaddrmsg info = {
		.ifa_family = (unsigned char)p->family,
		.ifa_prefixlen = (unsigned char)p->length,
		.ifa_flags = p->family == AF_INET6 ? IFA_F_NODAD : 0,	/* the dummy has it, too */
		.ifa_index = (unsigned)ifindex,
	};
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_simple(add ? RTM_NEWADDR : RTM_DELADDR,
							      add ? NLM_F_CREATE | NLM_F_EXCL : 0);
	int n = p->family == AF_INET ? 4 : 16, r;

	if (!msg || nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO) < 0 ||
	    nla_put(msg, IFA_LOCAL, n, p->bytes) < 0 || nla_put(msg, IFA_ADDRESS, n, p->bytes) < 0)
		return -ENOMEM;
	r = rtnl_request(sock, msg, NULL, NULL);
	return r == -EEXIST || r == -EADDRNOTAVAIL ? 0 : r < 0 ? r : 1;
}

struct search {
	const struct prefix *address;
	bool found;
};

static int match(const char *text, unsigned flags, void *data)
{
	struct search *s = data;
	struct prefix p;

	(void)flags;
	if (prefix_parse(text, &p) == 0 && prefix_same_address(&p, s->address) && prefix_is_single(&p))
		s->found = true;
	return 0;
}

/* Said and not done: conf.all.forwarding also takes this host's own router advertisements away. */
static int say_no_forwarding6(const struct link *link)
{
	log_event(LOG_WARNING, &(struct log_event){ .ifname = link->name, .action = "fabric" },
		  "this node forwards IPv6 only with net.ipv6.conf.all.forwarding=1, since Linux is older than 6.17; see SYSCTLS in tbnet(7)");
	return 0;
}

/* One router id on one interface, and forwarding. 1 if something was changed. */
static int set(struct nl_sock *sock, const struct link *link, const struct prefix *p)
{
	struct search s = { p, false };
	int forwarding, r;

	if (!p->family)
		return 0;
	r = address_each(sock, link->ifindex, match, &s);
	if (r == 0 && !s.found)
		r = native_address(sock, link->ifindex, p, true);
	if (r < 0)
		return r;
	forwarding = forward_set(link->name, p->family);
	if (forwarding == -EOPNOTSUPP)
		forwarding = say_no_forwarding6(link);
	if (forwarding < 0)
		return forwarding;
	return r || forwarding;
}

static int set_both(struct nl_sock *sock, const struct link *link, const struct fabric *fabric)
{
	int r = set(sock, link, &fabric->here->ip), r6 = r < 0 ? r : set(sock, link, &fabric->here->ip6);

	return r6 < 0 ? r6 : r || r6;
}

/* IPv6 was switched off by a sysctl, which is somebody's choice. */
static bool has_no_ip6(const char *ifname)
{
	char folder[64];
	unsigned off = 0;

	snprintf(folder, sizeof(folder), "/proc/sys/net/ipv6/conf/%s", ifname);
	return sysfs_read_uint(folder, "disable_ipv6", 0, 1, &off) == 0 && off;
}

static int say(const struct link *link, const struct fabric *fabric, int r)
{
	struct log_event e = { .ifname = link->name, .action = "fabric" };
	const struct prefix *id = fabric->here->ip.family ? &fabric->here->ip : &fabric->here->ip6;
	char buf[PREFIX_TEXT_SIZE];

	if (r == -ENODEV)
		return 0;
	if (r == -EACCES && fabric->here->ip6.family && has_no_ip6(link->name)) {
		log_event(LOG_ERR, &e, "cannot set %s: a sysctl has switched IPv6 off here; next: sysctl -w net.ipv6.conf.%s.disable_ipv6=0, and in the file of "
			  "/etc/sysctl.d that has disable_ipv6", prefix_address(&fabric->here->ip6, buf), link->name);
		return r;
	}
	if (r < 0) {
		e.error = r;
		log_event(LOG_ERR, &e, "cannot set %s or forwarding", prefix_address(id, buf));
		return r;
	}
	e.id = r ? LOG_ID_CHANGED : NULL;
	log_event(r ? LOG_INFO : LOG_RIGHT, &e, r ? "in %s: %s and forwarding set" : "in %s: has %s and forwards", fabric->name,
		  prefix_address(id, buf));
	return 0;
}

int native_port(struct nl_sock *sock, const struct fabric *fabric, const char *ifname)
{
	struct link link = { 0 };
	int r = link_get(sock, 0, ifname, &link);

	snprintf(link.name, sizeof(link.name), "%s", ifname);
	return say(&link, fabric, r < 0 ? r : set_both(sock, &link, fabric));
}
