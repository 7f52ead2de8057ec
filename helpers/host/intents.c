/* SPDX-License-Identifier: GPL-2.0-or-later */
/* intents: find what this node should have, and what of it is missing. */
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

#include "fabriclook.h"
#include "host.h"
#include "matched.h"
#include "rtnl.h"

#define LOOK_MS	3000	/* as in links.c */

/* Names that links of this machine will have, do not exist, and are configured. */
static int read_absent(struct host *n)
{
	const struct plan *plan = &n->picture.plan;
	int r = 0;

	for (size_t i = 0; i < plan->n && r == 0; i++) {
		const char *name = plan->v[i].name;

		if (*name && !machine_netdev(&n->picture.machine, name) && intent_find(&n->intent, name) && !words_have(&n->stanzas, name))
			r = words_add(&n->stanzas, name);
	}
	return r;
}

/* Keeps the first error in the fabric's settings. */
static void note_refusal(const char *text, void *data)
{
	struct host *n = data;

	if (!n->fabric_refused)
		n->fabric_refused = strdup(text);
}

static int read_left(struct host *n)
{
	int r = fabric_left(&n->fabric_left);

	if (r == -EACCES)	/* frr.conf is intent's, and said */
		return host_is_closed(LEFT_FRR_LOCAL) ? host_not_permitted(n, LEFT_FRR_LOCAL) : 0;
	return r < 0 ? host_not_read(n, LEFT_FRR_LOCAL, r) : 0;
}

static int read_fabric(struct host *n)
{
	int r = read_left(n);

	if (r < 0)
		return r;
	if (!fabric_is_wanted())
		return 0;
	n->fabric = calloc(1, sizeof(*n->fabric));
	if (!n->fabric)
		return -ENOMEM;
	fabric_refuse_to(note_refusal, n);
	r = fabric_read(n->fabric);
	fabric_refuse_to(NULL, NULL);
	n->described = r == 0 && n->fabric->here;
	if (r == 0 && !n->fabric->here && if_nametoindex(n->fabric->dummy)) {	/* it was in the mesh, by another name */
		char name[64], text[192];

		fabric_own_name(name);
		snprintf(text, sizeof(text), "TBNET_FABRIC_NODES: this machine, %s, is none of its nodes; if it has another name there: TBNET_FABRIC_NODE", name);
		note_refusal(text, n);
	}
	return r == -ENOMEM ? r : 0;
}

int intents_read(struct host *n)
{
	int r = intent_read(&n->sections, &n->intent);

	for (size_t i = 0; i < n->intent.closed.n && r == 0; i++)
		r = host_not_permitted(n, n->intent.closed.v[i]);
	for (size_t i = 0; i < n->intent.odd.n && r == 0; i++)
		r = words_add(&n->unseen, n->intent.odd.v[i]);
	if (r == 0)
		r = read_absent(n);
	return r < 0 ? r : read_fabric(n);
}

static void add_fact(const struct fabric_fact *fact, void *data)
{
	struct host *n = data;
	struct fact new = { .part = fact->part };

	if (!fact->wrong)
		return;
	new.subject = strdup(fact->subject);
	new.what = strdup(fact->what);
	new.next = strdup(fact->next ? fact->next : "tbnet-fabric check");
	if (new.subject && new.what && new.next && GROW(&n->facts, n->n_facts) == 0) {
		n->facts[n->n_facts++] = new;
		return;
	}
	fact_free(&new);
	n->facts_lost = true;
}

void fact_free(struct fact *fact)
{
	free(fact->subject);
	free(fact->what);
	free(fact->next);
}

int fabric_facts_read(struct host *n)
{
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	int r;

	if (!n->described)
		return 0;
	fabric_ask_bfd(n->fabric, &n->frr.openfabric);
	r = rtnl_open(LOOK_MS, &sock);
	if (r == 0)
		fabric_look(n->fabric, sock, &n->frr.openfabric, 0, add_fact, n);
	return n->facts_lost ? -ENOMEM : r;
}

bool host_has_global(const struct host_port *p)
{
	for (size_t i = 0; i < p->addresses.n; i++)
		if (strncmp(p->addresses.v[i], "fe80:", 5) != 0)
			return true;
	return false;
}

bool host_is_used(const struct host *n, const struct host_port *p)
{
	const char *name = p->netdev ? p->netdev->name : "", *upper;

	if (p->link.master || p->carries || p->manager.tool || p->unread || p->fabric == YES || intent_find(&n->intent, name) ||
	    words_have(&n->expected, name) || host_has_global(p) || matched_find(&n->sections, name, &upper))
		return true;
	for (size_t i = 0; n->described && i < n->fabric->here->n_interfaces; i++)
		if (strcmp(n->fabric->here->interfaces[i], name) == 0)
			return true;
	return false;
}

bool host_is_outranked(const struct host *n, const char *name)
{
	for (size_t i = 0; i < n->picture.plan.n; i++) {
		const struct link_file *f = plan_outranked(&n->picture, &n->picture.plan.v[i]);

		if (f && strcmp(f->name, name) == 0)
			return true;
	}
	return false;
}

bool host_is_ours(const struct host *n, const char *name)
{
	if (intent_is_kernels(name))
		return true;
	for (size_t i = 0; i < n->picture.plan.n; i++)
		if (strcmp(n->picture.plan.v[i].name, name) == 0)
			return true;
	for (size_t i = 0; i < n->peers->n; i++)
		if (strcmp(n->peers->v[i].ifname, name) == 0)
			return true;
	return host_is_outranked(n, name);
}

bool host_has_intent(const struct host *n)
{
	if (n->described || n->fabric_refused || n->wanted || n->expected.n)
		return true;
	for (size_t i = 0; i < n->n_ports; i++)
		if (n->ports[i].there && host_is_used(n, &n->ports[i]))
			return true;
	for (size_t i = 0; i < n->intent.n; i++)
		if (host_is_ours(n, n->intent.v[i].ifname))
			return true;
	return false;
}
