/* SPDX-License-Identifier: GPL-2.0-or-later */
/* survey: find addresses of this machine that conflict with the fabric. */
#include "survey.h"

#include <string.h>

#include "address.h"
#include "link.h"
#include "rtnl.h"

struct walk {
	struct nl_sock *sock;		/* for the addresses, while the other one lists links */
	const struct link *link;
	int (*f)(const char *ifname, const struct prefix *address, void *data);
	void *data;
};

static int on_address(const char *text, unsigned flags, void *data)
{
	const struct walk *w = data;
	struct prefix p;

	(void)flags;
	return prefix_parse(text, &p) == 0 ? w->f(w->link->name, &p, w->data) : 0;
}

static int on_link(const struct link *link, void *data)
{
	struct walk *w = data;

	w->link = link;
	return address_each(w->sock, link->ifindex, on_address, w);
}

int survey_addresses(struct nl_sock *sock, int (*f)(const char *ifname, const struct prefix *address, void *data), void *data)
{
	_cleanup_rtnl_ struct nl_sock *second = NULL;
	struct walk w = { .f = f, .data = data };
	int r = rtnl_open(RTNL_TIMEOUT_MS, &second);

	w.sock = second;
	return r < 0 ? r : link_each(sock, on_link, &w);
}

int survey_link(struct nl_sock *sock, const struct link *link,
		int (*f)(const char *ifname, const struct prefix *address, void *data), void *data)
{
	struct walk w = { .sock = sock, .link = link, .f = f, .data = data };

	return address_each(sock, link->ifindex, on_address, &w);
}

bool survey_is_ours(const struct fabric *fabric, const char *ifname)
{
	for (size_t i = 0; i < fabric->here->n_interfaces; i++)
		if (strcmp(fabric->here->interfaces[i], ifname) == 0)
			return true;
	return strcmp(ifname, fabric->dummy) == 0;
}

static const struct fabric_node *owner(const struct fabric *fabric, const struct prefix *address)
{
	for (size_t i = 0; i < fabric->n_nodes; i++)
		if (prefix_same_address(&fabric->nodes[i].ip, address) || prefix_same_address(&fabric->nodes[i].ip6, address))
			return &fabric->nodes[i];
	return NULL;
}

static int check_address(const char *ifname, const struct prefix *address, const struct fabric *f)
{
	const struct prefix *prefix = address->family == AF_INET ? &f->prefix : &f->prefix6;
	const struct prefix *mine = address->family == AF_INET ? &f->here->ip : &f->here->ip6;
	struct prefix host = *address, network = prefix_network(address);
	char a[PREFIX_TEXT_SIZE], p[PREFIX_TEXT_SIZE];
	const struct fabric_node *node;

	if (!prefix->family)
		return 0;
	host.length = mine->length;
	if (prefix_same_address(address, mine) && prefix_is_single(address) && survey_is_ours(f, ifname))
		return 0;
	node = owner(f, address);
	if (node && !prefix_is_single(address))
		return refuse("%s has %s, the router id of %s, with the prefix length of a network: remove it from its stanza, then: ip address del %s dev %s",
			      ifname, prefix_text(address, a), node->name, a, ifname);
	if (node && node != f->here)
		return refuse("%s has %s, the router id of %s: remove it from its stanza, then: ip address del %s dev %s", ifname,
			      prefix_address(address, a), node->name, a, ifname);
	if (node)
		return 0;	/* our own, on an interface of the administrator's */
	if (prefix_contains(prefix, &host))
		return refuse("%s has %s, which is in %s but no router id; a node has one address there: remove it from its stanza, then: ip address del %s dev %s",
			      ifname, prefix_text(address, a), prefix_text(prefix, p), a, ifname);
	if (prefix_overlaps(prefix, &network) && !prefix_is_single(address))
		return refuse("%s has %s, a network that %s overlaps with", ifname, prefix_text(address, a), prefix_text(prefix, p));
	return 0;
}

struct judge {
	const struct fabric *fabric;
	bool refused;		/* by us, and said */
};

static int on_checked(const char *ifname, const struct prefix *address, void *data)
{
	struct judge *j = data;
	int r = check_address(ifname, address, j->fabric);

	j->refused |= r < 0;
	return r;
}

int survey_check(struct nl_sock *sock, const struct fabric *fabric)
{
	struct judge j = { fabric, false };
	int r = survey_addresses(sock, on_checked, &j);

	/* -EINVAL is ours: the kernel's is another failure to look */
	return r == -EINVAL && !j.refused ? -EPROTO : r;
}
