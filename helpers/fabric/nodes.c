/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nodes: who is in the fabric, with which address and which ports. */
#include "nodes.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "conf.h"
#include "log.h"
#include "text.h"

/* Interfaces that hold addresses and lead nowhere. */
static bool is_no_port(const char *name)
{
	return strcmp(name, "lo") == 0 || strncmp(name, "dummy", 5) == 0;
}

static int add_interface(struct fabric_node *node, const char *name)
{
	/* what PVE takes for an interface, and what FRR's and ifupdown2's files can hold */
	if (!text_is_ifname(name) || strspn(name, FABRIC_LETTERS "_-.") != strlen(name))
		return refuse("%s: \"%s\" is neither an IP address nor the name of an interface", node->name, name);
	if (is_no_port(name))
		return refuse("%s: %s leads to no other node: name the ports of the cables, such as en05", node->name, name);
	for (size_t i = 0; i < node->n_interfaces; i++)
		if (strcmp(node->interfaces[i], name) == 0)
			return refuse("%s: %s appears twice", node->name, name);
	if (node->n_interfaces == FABRIC_INTERFACES)
		return refuse("%s: more than %d interfaces", node->name, FABRIC_INTERFACES);
	snprintf(node->interfaces[node->n_interfaces++], IFNAMSIZ, "%s", name);
	return 0;
}

static int add_address(struct fabric_node *node, const char *text, const struct prefix *address)
{
	struct prefix *mine = address->family == AF_INET ? &node->ip : &node->ip6;

	if (mine->family)
		return refuse("%s: a second %s address, %s: a node has one, its router id, which its ports share", node->name,
			      address->family == AF_INET ? "IPv4" : "IPv6", text);
	if (!prefix_is_single(address))
		return refuse("%s: %s: a router id is one address, without /%u", node->name, text, address->length);
	*mine = *address;
	return 0;
}

/* "10.100.0.12", "fd00::12" or "en05"; guides have lists such as "en05:10.100.0.5/30". */
static int add_detail(struct fabric_node *node, const char *text)
{
	size_t n = strcspn(text, ":@");
	struct prefix address;

	if (prefix_parse(text, &address) == 0)
		return add_address(node, text, &address);
	if (text[n] && prefix_parse(text + n + 1, &address) == 0)
		return refuse("%s: %.*s has an address of its own, %s: remove it, since a port uses the router id, and a /30 of the prefix may belong to another node",
			      node->name, (int)n, text, text + n + 1);
	return add_interface(node, text);
}

/* "n2=10.100.0.12,fd00::12,en05,en06" */
static int add_node(struct fabric *f, char *word)
{
	struct fabric_node *node = &f->nodes[f->n_nodes];
	char *value = strchr(word, '='), *save = NULL;
	int r;

	if (!value)
		return refuse("TBNET_FABRIC_NODES: \"%s\" is not NAME=ADDRESS, as in n1=10.100.0.11", word);
	*value++ = '\0';
	if (!fabric_is_id(word, 1, 63))
		return refuse("TBNET_FABRIC_NODES: \"%s\" cannot be the name of a node", word);
	if (f->n_nodes == FABRIC_NODES)
		return refuse("TBNET_FABRIC_NODES: more than %d nodes", FABRIC_NODES);
	snprintf(node->name, sizeof(node->name), "%s", word);
	for (char *detail = strtok_r(value, ",", &save); detail; detail = strtok_r(NULL, ",", &save)) {
		r = add_detail(node, detail);
		if (r < 0)
			return r;
	}
	f->n_nodes++;
	return 0;
}

/* For nodes that name no interfaces of their own. */
static int add_interfaces(struct fabric_node *node)
{
	const char *names = conf_text(CONF_FABRIC_INTERFACES);
	_cleanup_free_ char *copy = strdup(*names ? names : "en05 en06");
	char *save = NULL;
	int r = 0;

	if (!copy)
		return -ENOMEM;
	for (char *name = strtok_r(copy, " ,", &save); name && r == 0; name = strtok_r(NULL, " ,", &save))
		r = add_interface(node, name);
	return r;
}

int nodes_read(struct fabric *f)
{
	_cleanup_free_ char *copy = strdup(conf_text(CONF_FABRIC_NODES));
	char *save = NULL;
	int r = 0;

	if (!copy)
		return -ENOMEM;
	for (char *word = strtok_r(copy, " \t", &save); word && r == 0; word = strtok_r(NULL, " \t", &save))
		r = add_node(f, word);
	for (size_t i = 0; i < f->n_nodes && r == 0; i++)
		if (f->nodes[i].n_interfaces == 0)
			r = add_interfaces(&f->nodes[i]);
	if (r == 0 && f->n_nodes == 0)
		return refuse("TBNET_FABRIC_NODES: not set; for instance \"n1=10.100.0.11 n2=10.100.0.12 n3=10.100.0.13\" in " CONF_FILE ", or --nodes");
	return r;
}

static int check_address(const struct fabric_node *node, const struct prefix *address,
			 const struct prefix *prefix, const char *key)
{
	char a[PREFIX_TEXT_SIZE], p[PREFIX_TEXT_SIZE];

	if (!address->family && !prefix->family)
		return 0;
	if (!prefix->family)
		return refuse("%s: %s has an address, but %s is not set", key, node->name, key);
	if (!address->family)
		return refuse("%s: no address of %s in %s", node->name, prefix->family == AF_INET ? "IPv4" : "IPv6", prefix_text(prefix, p));
	if (prefix_unfit(address))
		return refuse("%s: %s is %s, not a host's", node->name, prefix_address(address, a), prefix_unfit(address));
	if (!prefix_contains(prefix, address))
		return refuse("%s: %s is outside of %s (%s)", node->name, prefix_address(address, a), prefix_text(prefix, p), key);
	if (prefix_is_reserved(prefix, address))
		return refuse("%s: %s is the %s address of %s, not a host's", node->name, prefix_address(address, a),
			      prefix_same_address(prefix, address) ? "first" : "last", prefix_text(prefix, p));
	return 0;
}

/* With IPv6 alone, the ISO address (NET) is made of the last 48 bits. */
static bool same_net(const struct fabric_node *a, const struct fabric_node *b)
{
	return !a->ip.family && !b->ip.family && memcmp(a->ip6.bytes + 10, b->ip6.bytes + 10, 6) == 0;
}

static int check_pair(const struct fabric_node *a, const struct fabric_node *b)
{
	char buf[PREFIX_TEXT_SIZE], other[PREFIX_TEXT_SIZE];

	if (strcmp(a->name, b->name) == 0)
		return refuse("TBNET_FABRIC_NODES: %s appears twice", a->name);
	if (a->ip.family && prefix_same_address(&a->ip, &b->ip))
		return refuse("%s and %s have the same address, %s", a->name, b->name, prefix_address(&a->ip, buf));
	if (a->ip6.family && prefix_same_address(&a->ip6, &b->ip6))
		return refuse("%s and %s have the same address, %s", a->name, b->name, prefix_address(&a->ip6, buf));
	if (same_net(a, b))
		return refuse("%s and %s have the same last 48 bits in %s and %s; OpenFabric makes the node's NET of these bits, so they must differ",
			      a->name, b->name, prefix_address(&a->ip6, buf), prefix_address(&b->ip6, other));
	return 0;
}

int nodes_check(const struct fabric *f)
{
	int r = 0;

	if (!f->prefix.family && !f->prefix6.family)
		return refuse("TBNET_FABRIC_PREFIX: not set; the prefix with all router ids, for instance 10.100.0.0/24");
	for (size_t i = 0; i < f->n_nodes && r == 0; i++) {
		r = check_address(&f->nodes[i], &f->nodes[i].ip, &f->prefix, "TBNET_FABRIC_PREFIX");
		if (r == 0)
			r = check_address(&f->nodes[i], &f->nodes[i].ip6, &f->prefix6, "TBNET_FABRIC_PREFIX6");
		for (size_t k = 0; k < i && r == 0; k++)
			r = check_pair(&f->nodes[k], &f->nodes[i]);
	}
	return r;
}

