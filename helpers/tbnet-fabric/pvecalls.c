/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pvecalls: list the calls of Proxmox VE's API that create and delete the fabric.
 *
 * Parameters as in pve-network's Fabrics.pm: "set", too, wants the protocol, and only
 * the given parameters change, except the ports, which a call replaces as a whole. */
#include <string.h>

#include "pve.h"
#include "text.h"

static void add_option(struct pvesh_call *call, const char *option, const char *value)
{
	pvesh_word(call, "--%s", option);
	pvesh_word(call, "%s", value);
}

/* Both only if it does not exist yet. */
static void add_number(struct pvesh_call *call, const char *option, unsigned value, struct json_object *now)
{
	char text[12];

	snprintf(text, sizeof(text), "%u", value);
	if (strcmp(text, pve_text(now, option)) != 0)
		add_option(call, option, text);
}

static void add_prefix(struct pvesh_call *call, const char *option, const struct prefix *mine, struct json_object *now)
{
	struct prefix theirs = pve_prefix(now, option);
	char buf[PREFIX_TEXT_SIZE];

	if (mine->family && (!prefix_same_address(mine, &theirs) || mine->length != theirs.length))
		add_option(call, option, prefix_text(mine, buf));
}

static void call_fabric(const struct fabric *fabric, struct json_object *now, struct pvesh_calls *calls)
{
	struct pvesh_call *call = pvesh_new(calls, now ? "set" : "create");

	if (now) {
		pvesh_word(call, PVESH_FABRICS "/%s", fabric->name);
	} else {
		pvesh_word(call, PVESH_FABRICS);
		add_option(call, "id", fabric->name);
	}
	add_option(call, "protocol", "openfabric");
	add_prefix(call, "ip_prefix", &fabric->prefix, now);
	add_prefix(call, "ip6_prefix", &fabric->prefix6, now);
	add_number(call, "hello_interval", fabric->hello, now);
	add_number(call, "csnp_interval", fabric->csnp, now);
}

/* Keeps an administrator's settings of a port, except addresses. */
static void add_port(struct pvesh_call *call, const char *name, const char *now)
{
	const char *found = now ? strstr(now, "hello_multiplier=") : NULL;
	char digits[4] = "";
	unsigned n;

	if (found)
		snprintf(digits, sizeof(digits), "%.*s", (int)strcspn(found + 17, ","), found + 17);
	pvesh_word(call, "--interfaces");
	if (text_to_uint(digits, 2, 100, &n) == 0)
		pvesh_word(call, "name=%s,hello_multiplier=%u", name, n);
	else
		pvesh_word(call, "name=%s", name);
}

static void call_node(const struct fabric *fabric, const struct fabric_node *node, struct json_object *now, struct pvesh_calls *calls)
{
	struct pvesh_call *call = pvesh_new(calls, now ? "set" : "create");

	if (now) {
		pvesh_word(call, PVESH_NODES "/%s/%s", fabric->name, node->name);
	} else {
		pvesh_word(call, PVESH_NODES "/%s", fabric->name);
		add_option(call, "node_id", node->name);
	}
	add_option(call, "protocol", "openfabric");
	add_prefix(call, "ip", &node->ip, now);
	add_prefix(call, "ip6", &node->ip6, now);
	for (size_t i = 0; i < node->n_interfaces; i++)
		add_port(call, node->interfaces[i], pve_port(now, node->interfaces[i]));
	if (!node->ip.family && *pve_text(now, "ip"))
		add_option(call, "delete", "ip");
	if (!node->ip6.family && *pve_text(now, "ip6"))
		add_option(call, "delete", "ip6");
}

static bool is_running(const struct fabric *fabric, const struct pve *pve)
{
	if (pve_fabric_differs(fabric, pve_find(pve->running, "id", fabric->name)))
		return false;
	for (size_t i = 0; i < fabric->n_nodes; i++)
		if (pve_node_differs(&fabric->nodes[i], pve_find(pve->running_nodes, "node_id", fabric->nodes[i].name)))
			return false;
	return true;
}

static int finish(struct pvesh_calls *calls)
{
	pvesh_word(pvesh_new(calls, "set"), PVESH_SDN);
	for (size_t i = 0; i < calls->n; i++)
		if (calls->v[i].failed)
			return -ENOMEM;
	return 0;
}

int pve_calls(const struct fabric *fabric, const struct pve *pve, struct pvesh_calls *ret)
{
	struct json_object *o = pve_find(pve->fabrics, "id", fabric->name);

	if (pve_fabric_differs(fabric, o))
		call_fabric(fabric, o, ret);
	for (size_t i = 0; i < fabric->n_nodes; i++) {
		o = pve_find(pve->nodes, "node_id", fabric->nodes[i].name);
		if (pve_node_differs(&fabric->nodes[i], o))
			call_node(fabric, &fabric->nodes[i], o, ret);
	}
	/* what was written, but not applied, by a run that was cut short is to be, too */
	return ret->n || !is_running(fabric, pve) ? finish(ret) : 0;
}

int pve_deletions(const struct fabric *fabric, const struct pve *pve, struct pvesh_calls *ret)
{
	size_t ours = 0;

	if (!pve_find(pve->fabrics, "id", fabric->name))
		return pve_find(pve->running, "id", fabric->name) ? finish(ret) : 0;
	for (size_t i = 0; i < fabric->n_nodes; i++) {
		if (!pve_find(pve->nodes, "node_id", fabric->nodes[i].name))
			continue;
		pvesh_word(pvesh_new(ret, "delete"), PVESH_NODES "/%s/%s", fabric->name, fabric->nodes[i].name);
		ours++;
	}
	if (ours == json_length(pve->nodes))
		pvesh_word(pvesh_new(ret, "delete"), PVESH_FABRICS "/%s", fabric->name);
	return finish(ret);
}
