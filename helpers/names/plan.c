/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plan: which name each controller and port is to have, and which .link file gives it. */
#include "plan.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "taken.h"
#include "words.h"

struct work {
	const struct machine *machine;
	const struct link_files *files;
	struct names names;	/* for the controller that is looked at */
	bool no_policies;
	struct plan plan;
};

static void find_file(const struct work *w, struct plan_entry *e)
{
	const struct link_target target = {
		.controller = e->controller->address,
		.port = e->port,
		.own = e->meant.own,
		.peer = e->controller->ports[e->port].peer,
		.peer_name = e->controller->ports[e->port].peer_name,
		.mac = e->netdev ? e->netdev->mac : NULL,
	};
	const char *name = "";

	e->file = link_files_find(w->files, &target);
	if (e->file)
		name = e->file->database && !w->no_policies && *e->meant.name ? e->meant.name : e->file->name;
	memcpy(e->name, name, strlen(name) + 1);
}

static int add(struct work *w, const struct machine_controller *c, unsigned port, const struct machine_netdev *netdev)
{
	struct plan_entry e = { .controller = c, .netdev = netdev, .port = port };
	int r = GROW(&w->plan.v, w->plan.n);

	if (r == 0)
		r = names_meant(&w->names, e.port, netdev ? netdev->ifindex : 0, &e.meant);
	if (r < 0)
		return r;
	e.meant.own = e.meant.own && !taken_by_file(&w->names, e.port);
	find_file(w, &e);
	w->plan.v[w->plan.n++] = e;
	return 0;
}

/* Its netdevs, in the form of names. */
static int find_cables(struct work *w, const struct machine_controller *c, struct cable **ret)
{
	const struct machine *m = w->machine;
	struct cable *cables = calloc(m->n_netdevs + 1, sizeof(*cables));

	if (!cables)
		return -ENOMEM;
	w->names.n = 0;
	for (size_t i = 0; i < m->n_netdevs; i++) {
		struct cable *cable = &cables[w->names.n];

		if (strcmp(m->netdevs[i].controller, c->address) != 0)
			continue;
		*cable = (struct cable){ .port = m->netdevs[i].port, .ifindex = m->netdevs[i].ifindex };
		memcpy(cable->name, m->netdevs[i].name, sizeof(cable->name));
		w->names.n++;
	}
	w->names.cables = *ret = cables;
	w->names.controller = c->address;
	return 0;
}

/* Every netdev of the controller; every port in the record that has none; without any of these the controller. */
static int add_controller(struct work *w, const struct machine_controller *c)
{
	_cleanup_free_ struct cable *cables = NULL;
	const struct machine *m = w->machine;
	size_t before = w->plan.n;
	int r = find_cables(w, c, &cables);

	for (size_t i = 0; i < m->n_netdevs && r == 0; i++)
		if (strcmp(m->netdevs[i].controller, c->address) == 0)
			r = add(w, c, m->netdevs[i].port, &m->netdevs[i]);
	for (unsigned port = 1; port <= MACHINE_PORT_MAX && r == 0; port++)
		if (record_name(w->names.record, c->address, port) && !machine_netdev_at(m, c->address, port))
			r = add(w, c, port, NULL);
	return r == 0 && w->plan.n == before ? add(w, c, 0, NULL) : r;
}

int plan_make(const struct machine *machine, const struct link_files *files, const struct record *record,
	      bool no_policies, struct plan *ret)
{
	struct work w = {
		.machine = machine, .files = files, .no_policies = no_policies,
		.names = { .controllers = &machine->order, .record = record, .is_taken = taken_is, .data = files },
	};
	int r = 0;

	for (size_t i = 0; i < machine->n_controllers && r == 0; i++)
		r = add_controller(&w, &machine->controllers[i]);
	if (r < 0)
		plan_free(&w.plan);
	else
		*ret = w.plan;
	return r;
}

void plan_free(struct plan *plan)
{
	free(plan->v);
	*plan = (struct plan){ 0 };
}

const struct plan_entry *plan_of(const struct plan *plan, const struct machine_netdev *netdev)
{
	for (size_t i = 0; i < plan->n; i++)
		if (plan->v[i].netdev == netdev)
			return &plan->v[i];
	return NULL;
}

const struct plan_entry *plan_find(const struct plan *plan, const char *controller, unsigned port)
{
	for (size_t i = 0; i < plan->n; i++)
		if ((plan->v[i].port == port || !plan->v[i].port) &&
		    strcmp(plan->v[i].controller->address, controller) == 0)
			return &plan->v[i];
	return NULL;
}
