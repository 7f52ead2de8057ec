/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ids: give the nodes of a new mesh their router ids.
 *
 * Monitors of Ceph cannot change their address, so a mesh that takes another one's place keeps its router ids. */
#include "ids.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "conf.h"
#include "frr.h"
#include "frrdatabase.h"

struct giving {
	struct members *m;
	struct prefix prefix, prefix6;	/* family 0: none */
	size_t telling;			/* packets that have a host name */
	bool kept, told;
};

static struct prefix *id_of(struct member *m, int family)
{
	return family == AF_INET ? &m->ip : &m->ip6;
}

/* "n1" and "n1.example.com" are one. */
static struct member *find_member(struct members *m, const char *hostname)
{
	for (size_t i = 0; i < m->n; i++)
		if (strlen(m->v[i].name) == strcspn(hostname, ".") && strncmp(m->v[i].name, hostname, strlen(m->v[i].name)) == 0)
			return &m->v[i];
	return NULL;
}

static bool is_given(struct members *m, const struct prefix *address)
{
	for (size_t i = 0; i < m->n; i++)
		if (prefix_same_address(id_of(&m->v[i], address->family), address))
			return true;
	return false;
}

static void tell_outside(struct giving *g, const struct member *m, const struct prefix *address, const struct prefix *prefix)
{
	char a[PREFIX_TEXT_SIZE], p[PREFIX_TEXT_SIZE];

	if (!g->told)
		log_plain(LOG_WARNING, "%s has the router id %s in the OpenFabric that runs, which is not in %s: what uses that address (Ceph?) would lose it; to keep router ids, give the prefix that has them",
			  m->name, prefix_address(address, a), prefix_text(prefix, p));
	g->told = true;
}

/* What a node says that it has: its router id, and what its ports have besides. */
static void keep(struct giving *g, struct member *m, const char *text)
{
	struct prefix address, *id;
	const struct prefix *prefix;

	if (prefix_parse(text, &address) < 0 || !prefix_is_single(&address))
		return;
	id = id_of(m, address.family);
	prefix = address.family == AF_INET ? &g->prefix : &g->prefix6;
	if (!prefix->family)
		return;
	if (!prefix_contains(prefix, &address)) {
		tell_outside(g, m, &address, prefix);
	} else if (!id->family && !prefix_is_reserved(prefix, &address) && !is_given(g->m, &address)) {
		*id = address;
		g->kept = true;
	}
}

static int keep_all_of(const struct frr_lsp *lsp, void *data)
{
	struct giving *g = data;
	struct member *m = find_member(g->m, lsp->host);

	g->telling += *lsp->host != '\0';
	for (size_t i = 0; m && i < lsp->addresses.n; i++)
		keep(g, m, lsp->addresses.v[i]);
	return 0;
}

/* "router openfabric 1" */
static bool runs_router(void)
{
	_cleanup_(frr_config_free) struct frr_config config = { 0 };
	bool found = frr_running(&config) < 0;	/* it may */

	for (size_t i = 0; i < config.n_routers; i++)
		found |= *config.routers[i].name;
	return found;
}

/* A mesh that runs and does not answer must not lose its router ids. */
static int keep_all(struct giving *g)
{
	struct log_event e = { .action = "fabric", .error = frr_runs("fabricd") };

	if (e.error == 0)
		return 0;
	if (e.error > 0)
		e.error = frr_database(keep_all_of, g);
	if (e.error == -EBADMSG)	/* no node is in it: FRR may run no router */
		e.error = 0;
	if (e.error == 0 && (g->telling || !runs_router()))
		return 0;
	if (e.error >= 0)
		e.error = -EPROTO;
	log_event(LOG_ERR, &e, "nothing was changed: fabricd runs and does not tell which router ids the nodes have; see: vtysh -c 'show openfabric database detail'");
	return e.error;
}

/* The number-th address, or the next that no node has. */
static void give_next(struct members *m, struct member *to, size_t number, const struct prefix *prefix)
{
	struct prefix *id = id_of(to, prefix->family), address = *prefix;
	unsigned char *last = &address.bytes[prefix->family == AF_INET ? 3 : 15];

	if (!prefix->family || id->family)
		return;
	address.length = prefix->family == AF_INET ? 32 : 128;
	*last = (unsigned char)(*last + number);
	for (size_t i = 0; i < m->n && is_given(m, &address); i++)
		++*last;
	*id = address;
}

int ids_give(struct members *m, bool *ret_kept)
{
	struct giving g = { .m = m };
	int r;

	/* fabric_read() refuses what is none */
	if (prefix_parse(conf_text(CONF_FABRIC_PREFIX), &g.prefix) < 0)
		g.prefix.family = 0;
	if (prefix_parse(conf_text(CONF_FABRIC_PREFIX6), &g.prefix6) < 0)
		g.prefix6.family = 0;
	r = keep_all(&g);
	for (size_t i = 0; i < m->n && r == 0; i++) {
		if (g.kept && !m->v[i].ip.family && !m->v[i].ip6.family)
			log_plain(LOG_WARNING, "%s is not in the OpenFabric that runs, and gets a new router id", m->v[i].name);
		give_next(m, &m->v[i], i + 1, &g.prefix);
		give_next(m, &m->v[i], i + 1, &g.prefix6);
	}
	*ret_kept = g.kept;
	return r;
}
