/* SPDX-License-Identifier: GPL-2.0-or-later */
/* places: the addresses of monitors and OSDs. */
#include <string.h>

#include "judge.h"

/* {"type": "v2", "addr": "10.100.0.11:3300"} or "[fd00::1]:3300" -> the address. False for a daemon that never ran, ":0". */
static bool read_address(struct json_object *o, struct prefix *ret)
{
	const char *text = json_text(o, "addr");
	char buf[INET6_ADDRSTRLEN] = "";
	bool six = *text == '[';
	size_t n = six ? strcspn(text + 1, "]") : strcspn(text, ":");

	if (n >= sizeof(buf))
		return false;
	memcpy(buf, text + six, n);
	return prefix_parse(buf, ret) == 0;
}

/* Those of a daemon: one for each family and each version of the protocol. WHAT: public, cluster. */
static struct json_object *addresses(const struct daemon *d, const char *what)
{
	return json_member(json_member(d->map, strcmp(what, "public") == 0 ? "public_addrs" : "cluster_addrs"), "addrvec");
}

/* True for a router id; where no nodes are known, for every address of the mesh. */
static bool is_router_id(const struct judge *j, const struct prefix *a)
{
	for (size_t i = 0; i < j->fabric->n_nodes; i++)
		if (prefix_same_address(&j->fabric->nodes[i].ip, a) || prefix_same_address(&j->fabric->nodes[i].ip6, a))
			return true;
	return j->fabric->n_nodes == 0;
}

static bool is_any(const char *address)
{
	return strcmp(address, "0.0.0.0") == 0 || strcmp(address, "::") == 0;
}

static void judge_address(struct judge *j, const struct daemon *d, const char *what, const struct prefix *a)
{
	const char *next = daemon_is_osd(d) ? "take other addresses of the prefix off that node, see public_network and cluster_network, then start the OSD again" :
			   "on that node, with the others in quorum: pveceph mon destroy, and pveceph mon create with --mon-address";
	char buf[PREFIX_TEXT_SIZE];

	prefix_address(a, buf);
	if (is_any(buf) && a->family == AF_INET && !j->fabric->prefix.family)
		judge_say(j, WRONG, "ceph config set global ms_bind_ipv4 false", "%s: its %s address is 0.0.0.0, which nobody reaches: "
			  "ms_bind_ipv4 is on, and no network of IPv4 is there; after the command start it again", d->name, what);
	else if (is_any(buf))
		judge_say(j, WRONG, NULL, "%s: its %s address is %s, which nobody reaches: its node had no address of the network when it started",
			  d->name, what, buf);
	else if (!fabric_has(j->fabric, a))
		judge_say(j, WRONG, next, "%s: its %s address %s is not in the mesh", d->name, what, buf);
	else if (!is_router_id(j, a))
		judge_say(j, WRONG, next, "%s: its %s address %s is a cable's, not the router id of a node: gone when that cable is", d->name, what, buf);
}

/* With ms_bind_ipv4, which is on unless somebody has set it off, an OSD ends at its start where its networks are of IPv6 alone. */
static void judge_never(struct judge *j, const struct daemon *d)
{
	const char *bind = cluster_value(j->cluster, "global", "ms_bind_ipv4");

	if (!daemon_is_osd(d) || d->runs || json_length(addresses(d, "public")) || j->fabric->prefix.family)
		return;
	if (!json_find(j->cluster->conf, "name", "ms_bind_ipv4") && (!bind || !value_is_same(bind, "false")))
		judge_say(j, WRONG, "ceph config set global ms_bind_ipv4 false", "%s: has never had an address: ms_bind_ipv4 is on, so it looks for "
			  "an address of IPv4, which no network has, and ends; after the command start it again", d->name);
}

/* Each address once, whatever ports it has. */
static void judge_daemon(struct judge *j, const struct daemon *d, const char *what)
{
	struct json_object *all = addresses(d, what);
	struct prefix a, earlier;

	for (size_t i = 0; i < json_length(all); i++) {
		bool again = false;

		if (!read_address(json_at(all, i), &a))
			continue;
		for (size_t k = 0; k < i; k++)
			again |= read_address(json_at(all, k), &earlier) && prefix_same_address(&earlier, &a);
		if (!again)
			judge_address(j, d, what, &a);
	}
}

/* How many addresses of all daemons there are, and how many of them are in the mesh. */
static void count(const struct judge *j, const char *what, unsigned *all, unsigned *in_mesh)
{
	for (size_t i = 0; i < j->cluster->n_daemons; i++) {
		struct json_object *list = addresses(&j->cluster->daemons[i], what);
		struct prefix a;

		for (size_t k = 0; k < json_length(list); k++) {
			if (!read_address(json_at(list, k), &a))
				continue;
			++*all;
			*in_mesh += fabric_has(j->fabric, &a);
		}
	}
}

bool judge_is_split(const struct judge *j)
{
	unsigned public = 0, public_in = 0, copies = 0, copies_in = 0;

	count(j, "public", &public, &public_in);
	count(j, "cluster", &copies, &copies_in);
	return public && !public_in && copies && copies_in == copies;
}

void judge_addresses(struct judge *j)
{
	bool split = judge_is_split(j);

	if (!fabric_prefix(j->fabric)->family)
		return;
	if (split)
		judge_say(j, OPTIONAL, NULL, "the public network is not the mesh, the cluster network is: a sound design. "
			  "Copies go over the mesh, reads and writes of guests over the other network, where clients outside are");
	for (size_t i = 0; i < j->cluster->n_daemons; i++) {
		if (!split)
			judge_daemon(j, &j->cluster->daemons[i], "public");
		judge_daemon(j, &j->cluster->daemons[i], "cluster");
		judge_never(j, &j->cluster->daemons[i]);
	}
}
