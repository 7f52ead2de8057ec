/* SPDX-License-Identifier: GPL-2.0-or-later */
/* places: pools, and the addresses of monitors and OSDs. */
#include <string.h>

#include "judge.h"

#define REPLICATED	1	/* pg_pool_t::TYPE_REPLICATED */

static void judge_pool(struct judge *j, struct json_object *pool)
{
	const char *name = member_text(pool, "pool_name");
	struct json_object *options;
	_cleanup_free_ char *next = NULL;
	uint64_t type, size, least;
	const char *mode;

	if (!member_number(pool, "type", &type) || !member_number(pool, "size", &size) || !member_number(pool, "min_size", &least))
		return;
	if (judge_is_word(name) && asprintf(&next, "ceph osd pool set %s size 3 && ceph osd pool set %s min_size 2", name, name) < 0)
		next = NULL;
	if (type == REPLICATED && (least < 2 || size < 2))
		judge_say(j, DANGEROUS, next, "pool %s: size %u, min_size %u: writes go on with one copy, and one more failure loses them",
			  name, (unsigned)size, (unsigned)least);
	else if (type == REPLICATED && size < 3)
		judge_say(j, WRONG, next, "pool %s: size %u, min_size %u: no write passes while one node is off", name, (unsigned)size, (unsigned)least);
	mode = json_object_object_get_ex(pool, "options", &options) ? member_text(options, "compression_mode") : "";
	if (strcmp(mode, "aggressive") == 0 || strcmp(mode, "force") == 0)
		judge_say(j, OPTIONAL, NULL, "pool %s: compression_mode %s: rados bench on it writes one pattern, and reports fiction", name, mode);
}

void judge_pools(struct judge *j)
{
	struct json_object *pools = member_array(j->cluster->osd, "pools");

	for (size_t i = 0; pools && i < json_object_array_length(pools); i++)
		judge_pool(j, json_object_array_get_idx(pools, i));
}

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

static void judge_address(struct judge *j, const char *kind, const char *name, const char *what, const char *text, const char *next)
{
	char buf[PREFIX_TEXT_SIZE];
	struct prefix a;

	if (!*text || strncmp(text, ":/", 2) == 0 || address(text, &a) < 0)
		return;
	if (!judge_in_mesh(j, prefix_address(&a, buf)))
		judge_say(j, WRONG, next, "%s.%s: its %s address %s is not in the mesh", kind, name, what, buf);
	else if (!is_router_id(j, &a))
		judge_say(j, WRONG, next, "%s.%s: its %s address %s is a cable's, not the router id of a node: gone when that cable is",
			  kind, name, what, buf);
}

void judge_addresses(struct judge *j)
{
	struct json_object *mons = member_array(j->cluster->mon, "mons"), *osds = member_array(j->cluster->osd, "osds");

	if (!j->fabric->prefix.family && !j->fabric->prefix6.family)
		return;
	for (size_t i = 0; mons && i < json_object_array_length(mons); i++) {
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
		judge_address(j, "osd", name, "public", member_text(o, "public_addr"), next);
		judge_address(j, "osd", name, "cluster", member_text(o, "cluster_addr"), next);
	}
}
