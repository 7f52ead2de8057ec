/* SPDX-License-Identifier: GPL-2.0-or-later */
/* links: the netdevs of the ports, as the kernel has them now. */
#include <errno.h>
#include <limits.h>
#include <linux/if_addr.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "address.h"
#include "forward.h"
#include "host.h"
#include "rtnl.h"
#include "sysfs.h"
#include "tso.h"
#include "udevdb.h"

/* A kernel that holds RTNL for a silent peer's logout lets a look wait; a status
 * that hangs helps nobody. */
#define LOOK_MS	3000

const char *const counter_names[N_COUNTERS] = {
	[RX_BYTES] = "rx_bytes", [TX_BYTES] = "tx_bytes",
	[RX_PACKETS] = "rx_packets", [TX_PACKETS] = "tx_packets",
	[RX_ERRORS] = "rx_errors", [TX_ERRORS] = "tx_errors",
	[RX_CRC_ERRORS] = "rx_crc_errors",
	[RX_DROPPED] = "rx_dropped", [TX_DROPPED] = "tx_dropped",
};

static int read_counter(const char *dir, const char *name, uint64_t *ret)
{
	char text[24], *end;
	uint64_t value;
	int r = sysfs_read(dir, name, text, sizeof(text));

	if (r < 0)
		return r;
	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno || *end || *text < '0' || *text > '9')
		return -EINVAL;
	*ret = value;
	return 0;
}

static void read_counters(struct host_port *p)
{
	char dir[64];

	snprintf(dir, sizeof(dir), "/sys/class/net/%s/statistics", p->netdev->name);
	p->counted = true;
	for (int i = 0; i < N_COUNTERS; i++)
		if (read_counter(dir, counter_names[i], &p->counters[i]) < 0)
			p->counted = false;
}

static int find_link(const struct link *link, void *data)
{
	struct host_port *p = host_port_named(data, link->name);

	if (p) {
		p->link = *link;
		p->there = true;
	}
	return 0;
}

static int add_address(const char *address, unsigned flags, void *data)
{
	(void)flags;
	return words_add(data, address);
}

int host_addresses(struct nl_sock *sock, int ifindex, struct words *ret)
{
	return address_each(sock, ifindex, add_address, ret);
}

static int add_own(const char *address, unsigned flags, void *data)
{
	struct host_port *p = data;

	if (flags & IFA_F_DADFAILED)
		snprintf(p->duplicate, sizeof(p->duplicate), "%.*s", (int)strcspn(address, "/"), address);
	return words_add(&p->addresses, address);
}

bool host_has_address(const struct words *addresses, const char *address)
{
	size_t n = strlen(address);

	for (size_t i = 0; i < addresses->n; i++)
		if (strncmp(addresses->v[i], address, n) == 0 && addresses->v[i][n] == '/')
			return true;
	return false;
}

/* An address that the kernel gives to every interface does not count as use of the family. */
static bool has_family(const struct words *addresses, int family)
{
	for (size_t i = 0; i < addresses->n; i++) {
		const char *a = addresses->v[i];

		if (strchr(a, ':') ? family == AF_INET6 && strncmp(a, "fe80:", 5) != 0 : family == AF_INET && strncmp(a, "169.254.", 8) != 0)
			return true;
	}
	return false;
}

/* IPv4 where it is used, or nothing else is; IPv6 where somebody made a router of the port, or FRR does. */
static void read_forwarding(struct host_port *p)
{
	const char *name = p->netdev->name;
	bool v6 = has_family(&p->addresses, AF_INET6);
	int r = forward_is_on(name, AF_INET), r6 = forward_is_on(name, AF_INET6);

	if (r >= 0 && (has_family(&p->addresses, AF_INET) || !v6))
		p->forwards = r ? YES : NO;
	if (r6 >= 0 && (forward_flag(name, AF_INET6) == 1 || r6 == 1))
		p->forwards6 = r6 ? YES : NO;
}

/* When something was so many us ago, in s: the same every time that it is asked. */
static int64_t came(uint64_t age)
{
	struct timespec now = { 0 };

	clock_gettime(CLOCK_REALTIME, &now);
	return ((int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000 - (int64_t)age) / 1000000;
}

/* Compares the name with udev's and with the plan. */
static int judge_name(struct host *n, struct host_port *p)
{
	_cleanup_(subject_free) struct subject s = { 0 };
	int r = subject_read(&n->picture, p->netdev->name, p->link.flags, &s);

	if (r == -ENODEV) {	/* gone just now, or no plan */
		p->right_name = true;
		return 0;
	}
	if (r < 0)
		return r;
	if (s.db.age)
		p->since = came(s.db.age);
	memcpy(p->name, *subject_name(&s) ? subject_name(&s) : s.entry->meant.wanted, sizeof(p->name));
	p->right_name = subject_is_right(&s) || n->closed.names;
	return p->right_name ? 0 : explain(&s, &p->why);
}

static int read_link(struct host *n, struct nl_sock *sock, struct host_port *p)
{
	char dir[64];
	int r = address_each(sock, p->link.ifindex, add_own, p);

	if (r < 0)
		return r;
	for (size_t i = 0; i < p->stanza.n_addresses && !p->address_missing; i++)
		if (!host_has_address(&p->addresses, p->stanza.addresses[i]))
			p->address_missing = p->stanza.addresses[i];
	snprintf(dir, sizeof(dir), "/sys/class/net/%s", p->netdev->name);
	if (sysfs_read_uint(dir, "carrier_changes", 0, UINT_MAX, &p->carrier_changes) < 0)
		p->carrier_changes = 0;
	read_forwarding(p);
	r = p->service == SERVICE_BOUND ? tso_read(p->netdev->name) : -EOPNOTSUPP;
	p->tso = r < 0 ? UNSEEN : r ? YES : NO;
	read_counters(p);
	growth_read(p);
	return judge_name(n, p);
}

int links_read(struct host *n)
{
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	int r = rtnl_open(LOOK_MS, &sock);

	if (r == 0)
		r = link_each(sock, find_link, n);
	for (size_t i = 0; i < n->n_ports && r == 0; i++)
		if (n->ports[i].there)
			r = read_link(n, sock, &n->ports[i]);
	return r;
}
