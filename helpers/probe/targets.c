/* SPDX-License-Identifier: GPL-2.0-or-later */
/* targets: find the addresses at which the neighbor on a link may answer. */
#include "targets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/neighbour.h>
#include <stdio.h>
#include <string.h>

#include "host.h"
#include "rtnl.h"
#include "text.h"

bool address_is_same(const struct echo_address *a, const struct echo_address *b)
{
	return a->family == b->family && memcmp(&a->a, &b->a, sizeof(a->a)) == 0;
}

bool targets_are_own(const struct targets *t, const struct echo_address *a)
{
	for (size_t i = 0; i < t->n_own; i++)
		if (address_is_same(&t->own[i], a))
			return true;
	return false;
}

static void add(struct targets *t, const struct echo_address *a)
{
	for (size_t i = 0; i < t->n; i++)
		if (address_is_same(&t->v[i], a))
			return;
	if (t->n < TARGETS_MAX && !targets_are_own(t, a))
		t->v[t->n++] = *a;
}

static bool read_address(const char *text, struct echo_address *ret)
{
	*ret = (struct echo_address){ .family = strchr(text, ':') ? AF_INET6 : AF_INET };
	return inet_pton(ret->family, text, &ret->a) == 1;
}

/* "10.0.0.1/30", and the other host of so small a network. */
static void take_own(const char *text, struct targets *t, struct echo_address *ret_other)
{
	char copy[INET6_ADDRSTRLEN + 4], *slash;
	struct echo_address a;
	unsigned length;

	*ret_other = (struct echo_address){ 0 };
	if (snprintf(copy, sizeof(copy), "%s", text) >= (int)sizeof(copy) || !(slash = strchr(copy, '/')))
		return;
	*slash = '\0';
	if (!read_address(copy, &a) || text_to_uint(slash + 1, 0, 128, &length) < 0)
		return;
	if (t->n_own < TARGETS_MAX)
		t->own[t->n_own++] = a;
	/* hosts of a /30 are 1 and 2, of a /31 (RFC 3021) and a /127 (RFC 6164) 0 and 1 */
	if (a.family == AF_INET && length == 30)
		a.a.s6_addr[3] ^= 3;
	else if (a.family == AF_INET && length == 31)
		a.a.s6_addr[3] ^= 1;
	else if (a.family == AF_INET6 && length == 127)
		a.a.s6_addr[15] ^= 1;
	else
		return;
	*ret_other = a;
}

struct look {
	int ifindex;
	struct targets *t;
};

static int parse_neighbor(struct nlmsghdr *h, void *data)
{
	const struct ndmsg *info = nlmsg_data(h);
	const struct look *look = data;
	struct nlattr *tb[NDA_MAX + 1];
	struct echo_address a = { 0 };
	size_t size;

	if (h->nlmsg_type != RTM_NEWNEIGH || nlmsg_parse(h, sizeof(*info), tb, NDA_MAX, NULL) < 0)
		return -EPROTO;
	a.family = info->ndm_family;
	size = a.family == AF_INET ? 4 : 16;
	if (info->ndm_ifindex != look->ifindex || (a.family != AF_INET && a.family != AF_INET6) ||
	    (info->ndm_state & (NUD_NOARP | NUD_FAILED)) || !tb[NDA_DST] || nla_len(tb[NDA_DST]) < (int)size)
		return 0;
	memcpy(&a.a, nla_data(tb[NDA_DST]), size);
	add(look->t, &a);
	return 0;
}

static int read_neighbors(struct nl_sock *sock, struct look *look)
{
	const struct ndmsg info = { .ndm_family = AF_UNSPEC };
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETNEIGH, NLM_F_DUMP);

	if (!msg || nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO) < 0)
		return -ENOMEM;
	return rtnl_request(sock, msg, parse_neighbor, look);
}

int targets_read(struct nl_sock *sock, const struct host *n, const struct host_port *p, struct targets *ret)
{
	struct targets t = { 0 };
	struct look look = { p->link.ifindex, &t };
	struct echo_address others[TARGETS_MAX], a;
	size_t n_others = 0;

	for (size_t i = 0; i < p->addresses.n && n_others < TARGETS_MAX; i++) {
		take_own(p->addresses.v[i], &t, &others[n_others]);
		n_others += others[n_others].family != 0;
	}
	for (size_t i = 0; i < n_others; i++)
		add(&t, &others[i]);
	t.n_others = t.n;
	for (size_t i = 0; i < n->n_routes; i++)
		if (n->routes[i].port == p && read_address(n->routes[i].via, &a))
			add(&t, &a);
	/* these are only more of the same: a kernel that does not answer now is no reason to ask nobody */
	if (read_neighbors(sock, &look) == -ENOMEM)
		return -ENOMEM;
	*ret = t;
	return 0;
}
