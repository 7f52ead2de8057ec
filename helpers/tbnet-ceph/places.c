/* SPDX-License-Identifier: GPL-2.0-or-later */
/* places: the addresses of monitors and OSDs. */
#include <string.h>

#include "judge.h"

/* "10.100.0.11:6789/0" or "[fd00::1]:6789/0" -> the address. Returns 0, or a negative errno for what is none. */
static int address(const char *text, struct prefix *ret)
{
	char buf[INET6_ADDRSTRLEN] = "";
	bool six = *text == '[';
	size_t n = six ? strcspn(text + 1, "]") : strcspn(text, ":");

	if (n >= sizeof(buf))
		return -EINVAL;
	memcpy(buf, text + six, n);
	return prefix_parse(buf, ret);
}

/* True for a router id; where no nodes are known, for every address of the mesh. */
static bool is_router_id(const struct judge *j, const struct prefix *a)
{
	for (size_t i = 0; i < j->fabric->n_nodes; i++)
		if (prefix_same_address(&j->fabric->nodes[i].ip, a) || prefix_same_address(&j->fabric->nodes[i].ip6, a))
			return true;
	return j->fabric->n_nodes == 0;
}

/* ":/0" is that of a daemon that never ran. */
static bool has_address(const char *text, struct prefix *ret)
{
	return *text && strncmp(text, ":/", 2) != 0 && address(text, ret) == 0;
}

static bool is_any(const struct prefix *a)
{
	char buf[PREFIX_TEXT_SIZE];

	return strcmp(prefix_address(a, buf), "0.0.0.0") == 0;
}

static void judge_address(struct judge *j, const char *kind, const char *name, const char *what, const char *text, const char *next)
{
	char buf[PREFIX_TEXT_SIZE];
	struct prefix a;

	if (!has_address(text, &a))
		return;
	if (is_any(&a) && !j->fabric->prefix.family)
		judge_say(j, WRONG, "ceph config set global ms_bind_ipv4 false", "%s.%s: its %s address is 0.0.0.0, which nobody reaches: "
			  "ms_bind_ipv4 is on, and no network of IPv4 is there; after the command start it again", kind, name, what);
	else if (is_any(&a))
		judge_say(j, WRONG, NULL, "%s.%s: its %s address is 0.0.0.0, which nobody reaches: its node had no address of the network when it started",
			  kind, name, what);
	else if (!judge_in_mesh(j, prefix_address(&a, buf)))
		judge_say(j, WRONG, next, "%s.%s: its %s address %s is not in the mesh", kind, name, what, buf);
	else if (!is_router_id(j, &a))
		judge_say(j, WRONG, next, "%s.%s: its %s address %s is a cable's, not the router id of a node: gone when that cable is",
			  kind, name, what, buf);
}

/* How many of the list have such an address, and how many of these are in the mesh. */
static void count(const struct judge *j, struct json_object *list, const char *key, unsigned *all, unsigned *in_mesh)
{
	char buf[PREFIX_TEXT_SIZE];
	struct prefix a;

	for (size_t i = 0; list && i < json_object_array_length(list); i++) {
		if (!has_address(member_text(json_object_array_get_idx(list, i), key), &a))
			continue;
		++*all;
		*in_mesh += judge_in_mesh(j, prefix_address(&a, buf));
	}
}

bool judge_is_split(const struct judge *j)
{
	struct json_object *osds = member_array(j->cluster->osd, "osds");
	unsigned public = 0, public_in = 0, copies = 0, copies_in = 0;

	count(j, member_array(j->cluster->mon, "mons"), "public_addr", &public, &public_in);
	count(j, osds, "public_addr", &public, &public_in);
	count(j, osds, "cluster_addr", &copies, &copies_in);
	return public && !public_in && copies && copies_in == copies;
}

void judge_addresses(struct judge *j)
{
	struct json_object *mons = member_array(j->cluster->mon, "mons"), *osds = member_array(j->cluster->osd, "osds");
	bool split = judge_is_split(j);

	if (!j->fabric->prefix.family && !j->fabric->prefix6.family)
		return;
	if (split)
		judge_say(j, OPTIONAL, NULL, "the public network is not the mesh, the cluster network is: a sound design. "
			  "Copies go over the mesh, reads and writes of guests over the other network, where clients outside are");
	for (size_t i = 0; !split && mons && i < json_object_array_length(mons); i++) {
		struct json_object *o = json_object_array_get_idx(mons, i);

		judge_address(j, "mon", member_text(o, "name"), "public", member_text(o, "public_addr"),
			      "on that node, with the others in quorum: pveceph mon destroy, and pveceph mon create with --mon-address");
	}
	for (size_t i = 0; osds && i < json_object_array_length(osds); i++) {
		static const char next[] = "take other addresses of the prefix off that node, see public_network and cluster_network, then start the OSD again";
		struct json_object *o = json_object_array_get_idx(osds, i);
		uint64_t id;
		char name[24];

		if (!member_number(o, "osd", &id))
			continue;
		snprintf(name, sizeof(name), "%llu", (unsigned long long)id);
		if (!split)
			judge_address(j, "osd", name, "public", member_text(o, "public_addr"), next);
		judge_address(j, "osd", name, "cluster", member_text(o, "cluster_addr"), next);
	}
}
