/* SPDX-License-Identifier: GPL-2.0-or-later */
/* members: find the nodes for a mesh. */
#include "members.h"

#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "peers.h"
#include "pve.h"
#include "text.h"

static int add_member(struct members *m, const char *name)
{
	char shown[PVE_TEXT_SIZE];

	if (!fabric_is_id(name, 1, 63))
		return refuse("the node \"%s\" cannot be in a fabric: its name may have letters, digits and hyphens only", pve_show(name, shown));
	if (m->n == FABRIC_NODES)
		return refuse("more than %d nodes: describe those of the mesh with TBNET_FABRIC_NODES, see tbnet-fabric(8)", FABRIC_NODES);
	m->v[m->n] = (struct member){ 0 };
	snprintf(m->v[m->n++].name, sizeof(m->v->name), "%.63s", name);
	return 0;
}

static void add_cable(struct member *m, const char *port, const char *peer)
{
	for (size_t i = 0; i < m->n_cables; i++)
		if (strcmp(m->cables[i].port, port) == 0)
			return;
	if (m->n_cables == FABRIC_INTERFACES)
		return;
	snprintf(m->cables[m->n_cables].port, IFNAMSIZ, "%s", port);
	snprintf(m->cables[m->n_cables++].peer, sizeof(m->cables->peer), "%.63s", peer);
}

/* This host's, newest first, of those who are not gone for good. */
static int add_own(struct member *m)
{
	struct peers *peers = calloc(1, sizeof(*peers));
	int r = peers ? peers_read(peers) : -ENOMEM;

	for (size_t i = peers && r == 0 ? peers->n : 0; i-- > 0;)
		if (peers_is_recent(peers, &peers->v[i]))
			add_cable(m, peers->v[i].ifname, fabric_is_id(peers->v[i].port.peer_name, 1, 63) ? peers->v[i].port.peer_name : "");
	free(peers);
	if (r < 0)
		log_event(LOG_ERR, &(struct log_event){ .action = "fabric", .error = r }, PEERS_FILE ": cannot be read");
	return r;
}

/* "en05", as the package calls links. */
static bool is_port(const char *name)
{
	return strncmp(name, "en", 2) == 0 && strlen(name) == 4 && strspn(name + 2, "0123456789") == 2;
}

/* Another node's: those of our names that it has now. */
static int add_others(struct member *m)
{
	_cleanup_(json_put) struct json_object *list = NULL;
	char path[96];
	int r;

	snprintf(path, sizeof(path), "/nodes/%s/network", m->name);
	r = pvesh_get(conf_number(CONF_FABRIC_WAIT), &list, path, NULL);
	if (r == 0 && !pvesh_is_list(list)) {
		log_plain(LOG_ERR, "pvesh get %s: the answer is not a list", path);
		r = -EBADMSG;
	}
	for (size_t i = 0; r == 0 && i < json_length(list); i++) {
		struct json_object *o = json_at(list, i);

		if (is_port(pve_text(o, "iface")) && (strcmp(pve_text(o, "exists"), "1") == 0 || strcmp(pve_text(o, "active"), "1") == 0))
			add_cable(m, pve_text(o, "iface"), "");
	}
	return r;
}

static int add_nodes(struct members *m)
{
	_cleanup_(json_put) struct json_object *cluster = NULL;
	int r = pvesh_get(conf_number(CONF_FABRIC_WAIT), &cluster, "/nodes", NULL);

	if (r < 0)
		return r;
	if (!pvesh_is_list(cluster) || json_length(cluster) < 2)
		return refuse("this node is in no cluster, and init takes the nodes from the cluster; first: pvecm create here, and pvecm add on the others");
	for (size_t i = 0; i < json_length(cluster) && r == 0; i++) {
		struct json_object *o = json_at(cluster, i);

		r = add_member(m, pve_text(o, "node"));
		if (r == 0 && strcmp(pve_text(o, "status"), "online") != 0)
			r = refuse("%s is not online, and a fabric is made on all nodes at once: start it first", m->v[m->n - 1].name);
	}
	return r;
}

/* The hosts at this one's ports: a ring of three has all of them there. */
static int add_peers(struct members *m)
{
	const struct member *own = &m->v[0];
	int r = 0;

	for (size_t i = 0; i < own->n_cables && r == 0; i++) {
		bool known = !*own->cables[i].peer;

		for (size_t k = 0; k < m->n; k++)
			known |= strcmp(m->v[k].name, own->cables[i].peer) == 0;
		if (!known)
			r = add_member(m, own->cables[i].peer);
	}
	return r;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct member *)a)->name, ((const struct member *)b)->name);
}

/* A node of the cluster without a port is not of the mesh. */
static int drop_unconnected(struct members *m)
{
	size_t n = 0;

	for (size_t i = 0; i < m->n; i++) {
		if (m->v[i].n_cables)
			m->v[n++] = m->v[i];
		else
			log_plain(LOG_WARNING, "%s: skipped, it has no link called en05 to en99", m->v[i].name);
	}
	m->n = n;
	return n < 2 ? refuse("a mesh needs two nodes with links: plug in the cables, then: tbnet-status") : 0;
}

int members_find(bool cluster, struct members *ret)
{
	char own[64];
	int r;

	fabric_own_name(own);
	ret->n = 0;
	r = cluster ? add_nodes(ret) : add_member(ret, own);
	for (size_t i = 0; i < ret->n && r == 0; i++)
		r = strcmp(ret->v[i].name, own) == 0 ? add_own(&ret->v[i]) : add_others(&ret->v[i]);
	if (r == 0 && !cluster)
		r = add_peers(ret);
	if (r < 0)
		return r;
	qsort(ret->v, ret->n, sizeof(*ret->v), by_name);
	if (cluster)
		return drop_unconnected(ret);
	return ret->n < 2 ? refuse("no other host is at the ports of this one: plug in the cables, then: tbnet-status") : 0;
}
