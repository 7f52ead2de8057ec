/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pve: read the fabric from Proxmox VE, for the whole cluster.
 *
 * What it prints is only compared, or shown without control characters. */
#include "pve.h"

#include <limits.h>
#include <string.h>

#include "conf.h"
#include "text.h"

const char *pve_show(const char *text, char buf[PVE_TEXT_SIZE])
{
	snprintf(buf, PVE_TEXT_SIZE, "%s", text);
	text_defuse(buf);
	return buf;
}

/* Perl makes a string of a number sometimes. */
const char *pve_text(struct json_object *o, const char *key)
{
	struct json_object *value = json_member(o, key);

	if (!json_object_is_type(value, json_type_string) && !json_object_is_type(value, json_type_int))
		return "";
	return json_object_get_string(value);
}

struct json_object *pve_find(struct json_object *list, const char *key, const char *value)
{
	for (size_t i = 0; i < json_length(list); i++)
		if (strcmp(pve_text(json_at(list, i), key), value) == 0)
			return json_at(list, i);
	return NULL;
}

struct prefix pve_prefix(struct json_object *o, const char *key)
{
	struct prefix p = { 0 };

	return prefix_parse(pve_text(o, key), &p) == 0 ? p : (struct prefix){ 0 };
}

static bool same(const struct prefix *p, struct json_object *o, const char *key)
{
	struct prefix other = pve_prefix(o, key);

	return p->family ? prefix_same_address(p, &other) && p->length == other.length : !*pve_text(o, key);
}

static bool same_number(struct json_object *o, const char *key, unsigned wanted)
{
	unsigned n;

	return text_to_uint(pve_text(o, key), 0, UINT_MAX, &n) == 0 && n == wanted;
}

bool pve_fabric_differs(const struct fabric *f, struct json_object *o)
{
	return !o || !same(&f->prefix, o, "ip_prefix") || !same(&f->prefix6, o, "ip6_prefix") ||
	       !same_number(o, "hello_interval", f->hello) || !same_number(o, "csnp_interval", f->csnp);
}

/* "name=en05,hello_multiplier=3": the keys come in any order. */
static bool is_port(const char *text, const char *name)
{
	size_t n = strlen(name);

	for (;;) {
		if (strncmp(text, "name=", 5) == 0 && strncmp(text + 5, name, n) == 0 && (text[5 + n] == '\0' || text[5 + n] == ','))
			return true;
		text += strcspn(text, ",");
		if (!*text++)
			return false;
	}
}

const char *pve_port(struct json_object *node, const char *name)
{
	struct json_object *a = json_member(node, "interfaces");

	for (size_t i = 0; i < json_length(a); i++) {
		struct json_object *o = json_at(a, i);

		if (json_object_is_type(o, json_type_string) && is_port(json_object_get_string(o), name))
			return json_object_get_string(o);
	}
	return NULL;
}

bool pve_node_differs(const struct fabric_node *node, struct json_object *o)
{
	if (!o || !same(&node->ip, o, "ip") || !same(&node->ip6, o, "ip6") || json_length(json_member(o, "interfaces")) != node->n_interfaces)
		return true;
	for (size_t i = 0; i < node->n_interfaces; i++) {
		const char *port = pve_port(o, node->interfaces[i]);

		/* a port with an address of its own is what the guide does, and no port of a mesh of router ids */
		if (!port || strstr(port, "ip=") || strstr(port, "ip6="))
			return true;
	}
	return false;
}

/* A member that is a list of objects; an answer of a user who may not see one has it empty. */
static struct json_object *list(struct json_object *o, const char *key)
{
	struct json_object *a = json_member(o, key);

	return pvesh_is_list(a) ? a : NULL;
}

/* The nodes of our fabric, and, where RET_OTHERS is not NULL, those of all others. Returns 0 or -ENOMEM. */
static int split(const struct fabric *fabric, struct json_object *nodes, struct json_object **ret_ours, struct json_object **ret_others)
{
	*ret_ours = json_object_new_array();
	if (ret_others)
		*ret_others = json_object_new_array();
	if (!*ret_ours || (ret_others && !*ret_others))
		return -ENOMEM;
	for (size_t i = 0; i < json_length(nodes); i++) {
		struct json_object *o = json_at(nodes, i);
		bool ours = strcmp(pve_text(o, "fabric_id"), fabric->name) == 0;

		if ((ours || ret_others) && json_object_array_add(ours ? *ret_ours : *ret_others, json_object_get(o)) < 0)
			return -ENOMEM;
	}
	return 0;
}

/* All fabrics and all nodes of them, of one moment. */
static int read_all(const struct fabric *fabric, bool running, struct json_object **ret_fabrics, struct json_object **ret_nodes,
		    struct json_object **ret_others)
{
	_cleanup_(json_put) struct json_object *all = NULL;
	unsigned wait = conf_number(CONF_FABRIC_WAIT);
	int r = pvesh_get(wait, &all, PVESH_ALL, running ? (const char *const[]){ "--running", "1", NULL } : NULL);

	if (r < 0)
		return r;
	if (!list(all, "fabrics") || !list(all, "nodes")) {
		log_plain(LOG_ERR, "pvesh get " PVESH_ALL ": the answer has no lists of fabrics and nodes");
		return -EBADMSG;
	}
	*ret_fabrics = json_object_get(list(all, "fabrics"));
	return split(fabric, list(all, "nodes"), ret_nodes, ret_others);
}

int pve_read(const struct fabric *fabric, struct pve *ret)
{
	int r = pvesh_get(conf_number(CONF_FABRIC_WAIT), &ret->cluster, "/nodes", NULL);

	if (r == 0 && !pvesh_is_list(ret->cluster)) {
		log_plain(LOG_ERR, "pvesh get /nodes: the answer is not a list");
		r = -EBADMSG;
	}
	if (r == 0)
		r = read_all(fabric, false, &ret->fabrics, &ret->nodes, &ret->others);
	if (r == 0)
		r = read_all(fabric, true, &ret->running, &ret->running_nodes, NULL);
	return r;
}

void pve_free(struct pve *pve)
{
	json_object_put(pve->cluster);
	json_object_put(pve->fabrics);
	json_object_put(pve->nodes);
	json_object_put(pve->others);
	json_object_put(pve->running);
	json_object_put(pve->running_nodes);
	*pve = (struct pve){ 0 };
}
