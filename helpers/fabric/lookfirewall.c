/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lookfirewall: check whether nftables drops the packets that this node forwards for others.
 *
 * Docker, ufw and others give the forward hook the policy "drop". iptables of Debian writes nftables, too. */
#include "rtnl.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <netlink/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "lookparts.h"
#include "text.h"

#define TIMEOUT_S	5

struct chain {
	char family[8], table[64], name[64];	/* "ip filter FORWARD" */
};

struct walk {
	const struct fabric *fabric;
	const struct prefix *prefix;
	struct chain *chain;
	unsigned char family;	/* NFPROTO_ of the chain; 0: none yet */
	bool accepts;		/* a rule may accept */
};

static int open_nftables(struct nl_sock **ret)
{
	const struct timeval tv = { .tv_sec = TIMEOUT_S };
	_cleanup_rtnl_ struct nl_sock *sock = nl_socket_alloc();

	if (!sock)
		return -ENOMEM;
	nl_socket_disable_auto_ack(sock);
	errno = 0;	/* libnl fails without a system call, too */
	if (nl_connect(sock, NETLINK_NETFILTER) < 0 || setsockopt(nl_socket_get_fd(sock), SOL_SOCKET, SO_RCVTIMEO, &tv, sizeof(tv)) < 0)
		return errno ? -errno : -EPROTO;
	*ret = TAKE(sock);
	return 0;
}

static int dump(struct nl_sock *sock, int type, unsigned char family, const char *table, rtnl_parse parse, struct walk *w)
{
	const struct nfgenmsg info = { .nfgen_family = family };
	_cleanup_msg_ struct nl_msg *msg = nlmsg_alloc_simple(NFNL_SUBSYS_NFTABLES << 8 | type, NLM_F_DUMP);

	if (!msg || nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO) < 0 || (table && nla_put_string(msg, NFTA_RULE_TABLE, table) < 0))
		return -ENOMEM;
	return rtnl_request(sock, msg, parse, w);
}

static bool copy(char *to, size_t size, struct nlattr *a)
{
	const char *text = a ? nla_data(a) : "";
	size_t n = a ? strnlen(text, (size_t)nla_len(a)) : 0;

	if (!n || n >= size)
		return false;
	memcpy(to, text, n);
	to[n] = '\0';
	return text_is_clean(to);
}

static uint32_t number(struct nlattr *a)
{
	return a && nla_len(a) >= (int)sizeof(uint32_t) ? ntohl(nla_get_u32(a)) : UINT32_MAX;
}

/* The first base chain of the forward hook that sees the prefix's family and drops. */
static int on_chain(struct nlmsghdr *h, void *data)
{
	const struct nfgenmsg *info = nlmsg_data(h);
	struct nlattr *tb[NFTA_CHAIN_MAX + 1], *hook[NFTA_HOOK_MAX + 1];
	struct walk *w = data;
	unsigned char wanted = w->prefix->family == AF_INET ? NFPROTO_IPV4 : NFPROTO_IPV6;

	if (nlmsg_parse(h, sizeof(*info), tb, NFTA_CHAIN_MAX, NULL) < 0)
		return -EPROTO;
	if (w->family || (info->nfgen_family != wanted && info->nfgen_family != NFPROTO_INET) || !tb[NFTA_CHAIN_HOOK] ||
	    number(tb[NFTA_CHAIN_POLICY]) != NF_DROP || nla_parse_nested(hook, NFTA_HOOK_MAX, tb[NFTA_CHAIN_HOOK], NULL) < 0 ||
	    number(hook[NFTA_HOOK_HOOKNUM]) != NF_INET_FORWARD)
		return 0;
	if (!copy(w->chain->table, sizeof(w->chain->table), tb[NFTA_CHAIN_TABLE]) || !copy(w->chain->name, sizeof(w->chain->name), tb[NFTA_CHAIN_NAME]))
		return 0;
	w->family = info->nfgen_family;
	snprintf(w->chain->family, sizeof(w->chain->family), "%s", w->family == NFPROTO_INET ? "inet" : w->family == NFPROTO_IPV4 ? "ip" : "ip6");
	return 0;
}

/* True if a rule compares with the first bytes of VALUE: "en05" or "en+", 10.100.0.0/24 or 10.0.0.0/8. */
static bool compares(const void *rule, size_t size, const void *value, size_t n)
{
	unsigned char raw[sizeof(struct nlattr) + IFNAMSIZ] = { 0 };

	for (size_t i = 1; i <= n && i <= IFNAMSIZ; i++) {
		const struct nlattr head = { .nla_len = (uint16_t)(sizeof(head) + i), .nla_type = NFTA_DATA_VALUE };

		memcpy(raw, &head, sizeof(head));
		memcpy(raw + sizeof(head), value, i);
		if (memmem(rule, size, raw, sizeof(head) + i))
			return true;
	}
	return false;
}

static bool has(const void *rule, size_t size, const char *word)
{
	return memmem(rule, size, word, strlen(word));
}

static bool names_mesh(const struct walk *w, const void *rule, size_t size)
{
	const struct fabric_node *here = w->fabric->here;

	for (size_t i = 0; i < here->n_interfaces; i++)
		if (has(rule, size, here->interfaces[i]) || compares(rule, size, here->interfaces[i], strlen(here->interfaces[i])))
			return true;
	return compares(rule, size, w->prefix->bytes, (w->prefix->length + 7) / 8);
}

/* A rule without a condition, where all that is forwarded comes by: ufw has such rules elsewhere. */
static bool accepts_all(const struct walk *w, const char *chain, const void *rule, size_t size)
{
	const struct {
		struct nlattr head;
		uint32_t code;
	} verdict = { { sizeof(verdict), NFTA_VERDICT_CODE }, htonl(NF_ACCEPT) };

	return (strcmp(chain, w->chain->name) == 0 || strcmp(chain, "DOCKER-USER") == 0) && !has(rule, size, "cmp") && !has(rule, size, "match") &&
	       memmem(rule, size, &verdict, sizeof(verdict));
}

static int on_rule(struct nlmsghdr *h, void *data)
{
	struct nlattr *tb[NFTA_RULE_MAX + 1], *e;
	struct walk *w = data;
	char chain[64] = "";

	if (nlmsg_parse(h, sizeof(struct nfgenmsg), tb, NFTA_RULE_MAX, NULL) < 0)
		return -EPROTO;
	e = tb[NFTA_RULE_EXPRESSIONS];
	copy(chain, sizeof(chain), tb[NFTA_RULE_CHAIN]);
	/* tbnet does not read sets: a rule with one may accept */
	w->accepts |= e && (names_mesh(w, nla_data(e), (size_t)nla_len(e)) || has(nla_data(e), (size_t)nla_len(e), "lookup") ||
			    accepts_all(w, chain, nla_data(e), (size_t)nla_len(e)));
	return 0;
}

/* 1 if a chain of the forward hook drops what no rule accepts, and no rule of its table accepts all, or names the prefix or a port of
 * this node. 0 if not, or if rules use sets, or are iptables-legacy's; or a negative errno. */
static int drops(const struct fabric *fabric, const struct prefix *prefix, struct chain *ret)
{
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	struct walk w = { .fabric = fabric, .prefix = prefix, .chain = ret };
	int r;

	/* the question alone would load nftables; a kernel that has it built in shows connection tracking */
	if (access("/sys/module/nf_tables", F_OK) < 0 && access("/sys/module/nf_conntrack", F_OK) < 0)
		return 0;
	r = open_nftables(&sock);
	if (r == 0)
		r = dump(sock, NFT_MSG_GETCHAIN, NFPROTO_UNSPEC, NULL, on_chain, &w);
	if (r == 0 && w.family)
		r = dump(sock, NFT_MSG_GETRULE, w.family, ret->table, on_rule, &w);
	return r < 0 ? r : w.family && !w.accepts;
}

void fabric_look_at_firewall(const struct fabric_eye *e, const struct prefix *prefix)
{
	const char *ip = prefix->family == AF_INET ? "ip" : "ip6";
	struct chain c;
	char net[PREFIX_TEXT_SIZE], next[384];
	int r = drops(e->fabric, prefix, &c);

	if (r < 0)
		fabric_fact(e, FABRIC_OTHER, "firewall", r == -EPERM ? NULL : "", "cannot read its rules: %s", strerror(-r));
	if (r <= 0)
		return;
	prefix_text(prefix, net);
	if (strcmp(c.table, "filter") == 0 && strcmp(c.name, "FORWARD") == 0)
		snprintf(next, sizeof(next), "%stables -I FORWARD -s %s -d %s -j ACCEPT, and the same in the firewall's own configuration", ip, net, net);
	else
		snprintf(next, sizeof(next), "nft insert rule %s %s %s %s saddr %s %s daddr %s accept, and the same in the firewall's own configuration",
			 c.family, c.table, c.name, ip, net, ip, net);
	fabric_fact(e, FABRIC_FIREWALL, "firewall", next, "chain %s of %s %s drops what no rule accepts, and none names the mesh: packets that go the long way round through this node may be lost",
		    c.name, c.family, c.table);
}
