/* SPDX-License-Identifier: GPL-2.0-or-later */
/* neighbor: the kernel's neighbors on a netdev, of ARP and of IPv6. */
#include "neighbor.h"

#include <errno.h>
#include <linux/neighbour.h>
#include <string.h>
#include <sys/socket.h>

#include "rtnl.h"

#define PROBES_MAX	16	/* a cable has one peer; a bridge behind it may have many */

struct probes {
	int ifindex;
	struct {
		unsigned char family, address[16];
	} v[PROBES_MAX];
	size_t n;
};

static size_t address_size(unsigned char family)
{
	return family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
}

static int parse(struct nlmsghdr *h, void *data)
{
	const struct ndmsg *info = nlmsg_data(h);
	struct nlattr *tb[NDA_MAX + 1];
	struct probes *p = data;
	size_t size;

	if (h->nlmsg_type != RTM_NEWNEIGH || nlmsg_parse(h, sizeof(*info), tb, NDA_MAX, NULL) < 0)
		return -EPROTO;
	size = address_size(info->ndm_family);
	if (info->ndm_ifindex != p->ifindex || !size || (info->ndm_state & (NUD_PERMANENT | NUD_NOARP)) ||
	    !tb[NDA_LLADDR] || !tb[NDA_DST] || nla_len(tb[NDA_DST]) != (int)size || p->n == PROBES_MAX)
		return 0;
	p->v[p->n].family = info->ndm_family;
	memcpy(p->v[p->n++].address, nla_data(tb[NDA_DST]), size);
	return 0;
}

static int set(struct nl_sock *sock, const struct ndmsg *info, int flags, const void *address)
{
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_simple(RTM_NEWNEIGH, flags);

	if (!msg || nlmsg_append(msg, (void *)info, sizeof(*info), NLMSG_ALIGNTO) < 0 ||
	    nla_put(msg, NDA_DST, (int)address_size(info->ndm_family), address) < 0)
		return -ENOMEM;
	return rtnl_request(sock, msg, NULL, NULL);
}

int neighbor_ask(struct nl_sock *sock, int ifindex, unsigned char family, const void *address)
{
	const struct ndmsg info = { .ndm_family = family, .ndm_ifindex = ifindex, .ndm_flags = NTF_USE };

	return set(sock, &info, NLM_F_CREATE | NLM_F_REPLACE, address);
}

int neighbor_probe(struct nl_sock *sock, int ifindex, uint32_t *peer4)
{
	const struct ndmsg info = { .ndm_ifindex = ifindex };
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_simple(RTM_GETNEIGH, NLM_F_DUMP);
	struct probes p = { .ifindex = ifindex };
	int r, asked = 0;

	if (!msg || nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO) < 0)
		return -ENOMEM;
	r = rtnl_request(sock, msg, parse, &p);
	if (r < 0)
		return r;
	/* one that vanished meanwhile is not asked */
	for (size_t i = 0; i < p.n; i++) {
		const struct ndmsg one = { .ndm_family = p.v[i].family, .ndm_ifindex = ifindex, .ndm_state = NUD_PROBE };

		asked += set(sock, &one, NLM_F_REPLACE, p.v[i].address) == 0;
		if (one.ndm_family == AF_INET)
			memcpy(peer4, p.v[i].address, sizeof(*peer4));
	}
	return asked;
}
