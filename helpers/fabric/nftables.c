/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftables: read the rules of nf_tables, which are also those of Debian's own iptables. libnftables prints of iptables' conditions
 * the names alone, without the states that this is about. */
#include "rtnl.h"

#include <errno.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nf_tables_compat.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/xt_conntrack.h>
#include <netlink/netlink.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "firewall.h"
#include "text.h"

#define TIMEOUT_S	5
#define STATE_ALIAS	(1 << 13)	/* XT_CONNTRACK_STATE_ALIAS: iptables' "state", of newer headers */

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

static struct nl_msg *question(int type, unsigned char family)
{
	const struct nfgenmsg info = { .nfgen_family = family };
	struct nl_msg *msg = nlmsg_alloc_simple(NFNL_SUBSYS_NFTABLES << 8 | type, NLM_F_DUMP);

	if (msg && nlmsg_append(msg, (void *)&info, sizeof(info), NLMSG_ALIGNTO) == 0)
		return msg;
	nlmsg_free(msg);
	return NULL;
}

static int dump(struct nl_sock *sock, int type, rtnl_parse parse, struct firewall *firewall)
{
	_cleanup_msg_ struct nl_msg *msg = question(type, NFPROTO_UNSPEC);

	return msg ? rtnl_request(sock, msg, parse, firewall) : -ENOMEM;
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

/* False for a family that has no packets of the prefix. */
static bool name_chain(const struct firewall *firewall, const struct nlmsghdr *h, struct nlattr *table, struct nlattr *name, struct firewall_chain *ret)
{
	unsigned char family = ((const struct nfgenmsg *)nlmsg_data(h))->nfgen_family;
	bool ip6 = firewall->prefix->family == AF_INET6;

	if (family != NFPROTO_INET && family != (ip6 ? NFPROTO_IPV6 : NFPROTO_IPV4))
		return false;
	snprintf(ret->family, sizeof(ret->family), "%s", family == NFPROTO_INET ? "inet" : ip6 ? "ip6" : "ip");
	return copy(ret->table, sizeof(ret->table), table) && copy(ret->name, sizeof(ret->name), name);
}

static int on_chain(struct nlmsghdr *h, void *data)
{
	struct nlattr *tb[NFTA_CHAIN_MAX + 1], *hook[NFTA_HOOK_MAX + 1];
	struct firewall *firewall = data;
	struct firewall_chain chain;

	if (nlmsg_parse(h, sizeof(struct nfgenmsg), tb, NFTA_CHAIN_MAX, NULL) < 0)
		return -EPROTO;
	if (!tb[NFTA_CHAIN_HOOK] || nla_parse_nested(hook, NFTA_HOOK_MAX, tb[NFTA_CHAIN_HOOK], NULL) < 0 ||
	    !name_chain(firewall, h, tb[NFTA_CHAIN_TABLE], tb[NFTA_CHAIN_NAME], &chain))
		return 0;
	firewall->pve |= number(hook[NFTA_HOOK_HOOKNUM]) == NF_INET_LOCAL_IN && strcmp(chain.table, "proxmox-firewall") == 0;
	if (number(hook[NFTA_HOOK_HOOKNUM]) != NF_INET_FORWARD)
		return 0;
	return firewall_add_base(firewall, &chain, number(tb[NFTA_CHAIN_POLICY]) == NF_DROP);
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

static bool names_mesh(const struct firewall *firewall, const void *rule, size_t size)
{
	const struct fabric_node *here = firewall->fabric->here;

	for (size_t i = 0; i < here->n_interfaces; i++) {
		const char *name = here->interfaces[i];

		if (memmem(rule, size, name, strlen(name)) || compares(rule, size, name, strlen(name)))
			return true;
	}
	return compares(rule, size, firewall->prefix->bytes, (firewall->prefix->length + 7) / 8);
}

/* The verdict of a rule, or of an element of a set. */
static void read_verdict(struct nlattr *data, struct firewall_rule *rule)
{
	struct nlattr *tb[NFTA_DATA_MAX + 1], *verdict[NFTA_VERDICT_MAX + 1];

	if (!data || nla_parse_nested(tb, NFTA_DATA_MAX, data, NULL) < 0 || !tb[NFTA_DATA_VERDICT] ||
	    nla_parse_nested(verdict, NFTA_VERDICT_MAX, tb[NFTA_DATA_VERDICT], NULL) < 0)
		return;
	switch ((int)number(verdict[NFTA_VERDICT_CODE])) {
	case NF_DROP:
		rule->verdict = FIREWALL_DROP;
		break;
	case NFT_CONTINUE:
		break;
	case NFT_RETURN:
		rule->verdict = FIREWALL_RETURN;
		break;
	case NFT_JUMP:
	case NFT_GOTO:
		rule->verdict = (int)number(verdict[NFTA_VERDICT_CODE]) == NFT_JUMP ? FIREWALL_JUMP : FIREWALL_GOTO;
		if (!copy(rule->to, sizeof(rule->to), verdict[NFTA_VERDICT_CHAIN]))
			rule->other = rule->mesh = true;
		break;
	default:	/* another program decides */
		rule->verdict = FIREWALL_ACCEPT;
	}
}

/* The value of a NFTA_DATA_VALUE, in the order of this machine, as states are. */
static uint32_t value(struct nlattr *data)
{
	struct nlattr *tb[NFTA_DATA_MAX + 1];

	if (!data || nla_parse_nested(tb, NFTA_DATA_MAX, data, NULL) < 0 || !tb[NFTA_DATA_VALUE] || nla_len(tb[NFTA_DATA_VALUE]) < (int)sizeof(uint32_t))
		return 0;
	return nla_get_u32(tb[NFTA_DATA_VALUE]);
}

/* iptables' conditions. */
static void read_match(struct nlattr **tb, struct firewall_rule *rule)
{
	const struct xt_conntrack_mtinfo3 *info = tb[NFTA_MATCH_INFO] ? nla_data(tb[NFTA_MATCH_INFO]) : NULL;
	char name[32] = "";

	copy(name, sizeof(name), tb[NFTA_MATCH_NAME]);
	if (strcmp(name, "comment") == 0)
		return;
	rule->bridged |= strcmp(name, "physdev") == 0;
	rule->mesh |= strcmp(name, "set") == 0;
	if (info && strcmp(name, "conntrack") == 0 && number(tb[NFTA_MATCH_REV]) == 3 && nla_len(tb[NFTA_MATCH_INFO]) >= (int)sizeof(*info) &&
	    (info->match_flags & ~STATE_ALIAS) == XT_CONNTRACK_STATE)
		rule->states &= info->invert_flags & XT_CONNTRACK_STATE ? ~(unsigned)info->state_mask : info->state_mask;
	else
		rule->other = true;
}

struct reading {
	struct firewall_rule *rule;
	bool state;		/* the last value that was loaded is that of ct state */
	uint32_t mask;
};

static void read_state(struct reading *r, struct nlattr **tb)
{
	uint32_t v = value(tb[NFTA_CMP_DATA]);
	bool equal = number(tb[NFTA_CMP_OP]) == NFT_CMP_EQ;

	if (v)
		r->rule->states &= equal ? v : ~v;
	else
		r->rule->states &= equal ? ~r->mask : r->mask;
	r->state = false;
}

static void read_lookup(struct reading *r, struct nlattr **tb)
{
	bool inverted = tb[NFTA_LOOKUP_FLAGS] && number(tb[NFTA_LOOKUP_FLAGS]) & NFT_LOOKUP_F_INV;

	if (!r->state || inverted || !copy(r->rule->set, sizeof(r->rule->set), tb[NFTA_LOOKUP_SET]))
		r->rule->other = r->rule->mesh = true;
	r->state = false;
}

static void read_expression(struct reading *r, const char *name, struct nlattr *data)
{
	struct nlattr *tb[32] = { 0 };

	if (data && nla_parse_nested(tb, 31, data, NULL) < 0)
		r->rule->other = true;
	else if (strcmp(name, "immediate") == 0)
		read_verdict(tb[NFTA_IMMEDIATE_DATA], r->rule);
	else if (strcmp(name, "reject") == 0 || (strcmp(name, "target") == 0 && tb[NFTA_TARGET_NAME] && nla_strcmp(tb[NFTA_TARGET_NAME], "REJECT") == 0))
		r->rule->verdict = FIREWALL_DROP;
	else if (strcmp(name, "ct") == 0)
		*r = (struct reading){ r->rule, tb[NFTA_CT_DREG] && number(tb[NFTA_CT_KEY]) == NFT_CT_STATE, FIREWALL_ANY };
	else if (strcmp(name, "bitwise") == 0 && r->state)
		r->mask = value(tb[NFTA_BITWISE_MASK]);
	else if (strcmp(name, "cmp") == 0 && r->state)
		read_state(r, tb);
	else if (strcmp(name, "lookup") == 0)
		read_lookup(r, tb);
	else if (strcmp(name, "match") == 0)
		read_match(tb, r->rule);
	else
		for (const char *const *c = (const char *const[]){ "cmp", "range", "limit", "connlimit", "quota", "dynset", NULL }; *c; c++)
			r->rule->other |= strcmp(name, *c) == 0;
}

static int on_rule(struct nlmsghdr *h, void *data)
{
	struct nlattr *tb[NFTA_RULE_MAX + 1], *expression[NFTA_EXPR_MAX + 1], *a;
	struct firewall *firewall = data;
	struct firewall_rule rule = { .states = FIREWALL_ANY };
	struct reading r = { .rule = &rule };
	char name[32];
	int left;

	if (nlmsg_parse(h, sizeof(struct nfgenmsg), tb, NFTA_RULE_MAX, NULL) < 0)
		return -EPROTO;
	if (!name_chain(firewall, h, tb[NFTA_RULE_TABLE], tb[NFTA_RULE_CHAIN], &rule.chain) || !tb[NFTA_RULE_EXPRESSIONS])
		return 0;
	nla_for_each_nested(a, tb[NFTA_RULE_EXPRESSIONS], left)
		if (nla_parse_nested(expression, NFTA_EXPR_MAX, a, NULL) == 0 && copy(name, sizeof(name), expression[NFTA_EXPR_NAME]))
			read_expression(&r, name, expression[NFTA_EXPR_DATA]);
	rule.mesh |= rule.other && names_mesh(firewall, nla_data(tb[NFTA_RULE_EXPRESSIONS]), (size_t)nla_len(tb[NFTA_RULE_EXPRESSIONS]));
	return firewall_add_rule(firewall, &rule);
}

struct states {
	const struct firewall_rule *rule;
	struct firewall_rule all[8];	/* there are five states */
	size_t n;
};

/* Each element has states, and in a map a verdict. */
static int on_element(struct nlmsghdr *h, void *data)
{
	struct nlattr *tb[NFTA_SET_ELEM_LIST_MAX + 1], *element[NFTA_SET_ELEM_MAX + 1], *a;
	struct states *s = data;
	int left;

	if (nlmsg_parse(h, sizeof(struct nfgenmsg), tb, NFTA_SET_ELEM_LIST_MAX, NULL) < 0)
		return -EPROTO;
	if (!tb[NFTA_SET_ELEM_LIST_ELEMENTS])
		return 0;
	nla_for_each_nested(a, tb[NFTA_SET_ELEM_LIST_ELEMENTS], left) {
		struct firewall_rule rule = *s->rule;

		if (s->n == sizeof(s->all) / sizeof(*s->all) || nla_parse_nested(element, NFTA_SET_ELEM_MAX, a, NULL) < 0)
			continue;
		rule.states &= value(element[NFTA_SET_ELEM_KEY]);
		read_verdict(element[NFTA_SET_ELEM_DATA], &rule);
		s->all[s->n++] = rule;
	}
	return 0;
}

/* A rule with a set or a map of states becomes one for each element. */
static int read_set(struct nl_sock *sock, const struct firewall_rule *rule, struct states *s)
{
	unsigned char family = strcmp(rule->chain.family, "inet") == 0 ? NFPROTO_INET : strcmp(rule->chain.family, "ip") == 0 ? NFPROTO_IPV4 : NFPROTO_IPV6;
	_cleanup_msg_ struct nl_msg *msg = question(NFT_MSG_GETSETELEM, family);

	*s = (struct states){ .rule = rule };
	if (!msg || nla_put_string(msg, NFTA_SET_ELEM_LIST_TABLE, rule->chain.table) < 0 || nla_put_string(msg, NFTA_SET_ELEM_LIST_SET, rule->set) < 0)
		return -ENOMEM;
	return rtnl_request(sock, msg, on_element, s);
}

static int read_sets(struct nl_sock *sock, struct firewall *firewall)
{
	struct firewall_rule *rules = TAKE(firewall->rules);
	size_t n = firewall->n_rules;
	int r = 0;

	firewall->n_rules = 0;
	for (size_t i = 0; i < n && r >= 0; i++) {
		struct states s = { .n = 1 };

		s.all[0] = rules[i];
		if (*rules[i].set)
			r = read_set(sock, &rules[i], &s);
		for (size_t k = 0; k < s.n && r >= 0; k++)
			r = firewall_add_rule(firewall, &s.all[k]);
	}
	free(rules);
	return r;
}

int firewall_read_nftables(struct firewall *firewall)
{
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	int r;

	/* the question alone would load nftables; a kernel that has it built in shows connection tracking */
	if (access("/sys/module/nf_tables", F_OK) < 0 && access("/sys/module/nf_conntrack", F_OK) < 0)
		return 0;
	r = open_nftables(&sock);
	if (r == 0)
		r = dump(sock, NFT_MSG_GETCHAIN, on_chain, firewall);
	if (r == 0 && firewall->n_bases)
		r = dump(sock, NFT_MSG_GETRULE, on_rule, firewall);
	return r < 0 ? r : read_sets(sock, firewall);
}
