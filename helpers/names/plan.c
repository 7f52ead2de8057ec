/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plan: which name each controller and port has, or is to get.
 *
 * A controller has one name as long as one cable at a time is in it. As soon as
 * two are, every cabled port gets a file, and keeps its name from then on: the
 * port that has the controller's name keeps that one. */
#include "plan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"

struct work {
	const struct machine *machine;
	const struct link_files *files;
	const struct machine_controller *c;
	struct plan plan;
	const struct link_file *whole;	/* the file for all ports of c; NULL: none that serves */
	enum plan_reason lack;		/* why none serves */
	const struct link_file *taken;	/* with PLAN_TAKEN */
};

static int add(struct work *w, unsigned port, const char *name, enum plan_reason reason,
	       const struct link_file *file)
{
	struct plan_entry e = { .controller = w->c, .port = port, .reason = reason, .file = file };

	memcpy(e.name, name, strlen(name) + 1);
	if (GROW(&w->plan.v, w->plan.n) < 0)
		return -ENOMEM;
	w->plan.v[w->plan.n++] = e;
	return 0;
}

static bool is_planned(const struct plan *plan, const char *name)
{
	for (size_t i = 0; i < plan->n; i++)
		if (strcmp(plan->v[i].name, name) == 0)
			return true;
	return false;
}

/* A new name; "" when all are taken. */
static int add_new(struct work *w, unsigned port, enum plan_reason reason, const struct link_file *file)
{
	char name[IFNAMSIZ];

	for (unsigned n = 0; names_candidate(w->machine, w->files, w->c, port, n, name); n++)
		if (*name && !is_planned(&w->plan, name) &&
		    names_are_free(w->machine, w->files, w->c, port, name))
			return add(w, port, name, reason, file);
	return add(w, port, "", reason, file);
}

/* The port that has the controller's name now, else the first; 0: a port that
 * has a file of its own has it. */
static unsigned owner(const struct work *w, const unsigned *shared, size_t n)
{
	for (size_t i = 0; i < w->plan.n; i++)
		if (w->plan.v[i].controller == w->c && w->plan.v[i].port &&
		    strcmp(w->plan.v[i].name, w->whole->name) == 0)
			return 0;
	for (size_t i = 0; i < n; i++) {
		const struct machine_netdev *d = machine_netdev(w->machine, w->whole->name);

		if (d && d->port == shared[i] && strcmp(d->controller, w->c->address) == 0)
			return shared[i];
	}
	return shared[0];
}

/* Several cables in one controller: each port gets its own file. An administrator's
 * file for the controller is not overruled, not even by one with the same name in it. */
static int add_shared(struct work *w, const unsigned *shared, size_t n)
{
	unsigned first = w->whole && *w->whole->name ? owner(w, shared, n) : 0;
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++) {
		if (!w->whole)
			r = add_new(w, shared[i], w->lack, w->taken);
		else if (!*w->whole->name)
			r = add(w, shared[i], "", PLAN_GIVEN, w->whole);
		else if (shared[i] != first)
			r = add_new(w, shared[i], PLAN_SHARED, w->whole);
		else
			r = add(w, first, w->whole->name, link_file_is_packaged(w->whole) ||
				link_file_is_written(w->whole) ? PLAN_SHARED : PLAN_GIVEN, w->whole);
	}
	return r;
}

/* The file that is for all ports, if it serves. */
static void find_whole(struct work *w)
{
	w->whole = names_file(w->machine, w->files, w->c, 0);
	w->taken = NULL;
	w->lack = PLAN_NO_FILE;
	if (w->whole && link_file_is_packaged(w->whole) &&
	    names_are_lost(w->machine, w->files, w->c, w->whole)) {
		w->taken = w->whole;
		w->whole = NULL;
		w->lack = PLAN_TAKEN;
	}
}

static int plan_controller(struct work *w)
{
	unsigned shared[MACHINE_PORT_MAX + 1], own = 0, cabled = 0;
	size_t n = 0;
	int r = 0;

	find_whole(w);
	for (unsigned port = 1; port <= MACHINE_PORT_MAX && r == 0; port++) {
		const struct link_file *f = names_file(w->machine, w->files, w->c, port);

		cabled += w->c->ports[port].cabled;
		if (f && f != w->whole && f != w->taken) {
			r = add(w, port, f->name, PLAN_GIVEN, f);
			own++;
		} else if (w->c->ports[port].cabled) {
			shared[n++] = port;
		}
	}
	if (r == 0 && n && (cabled > 1 || (own && !w->whole)))
		r = add_shared(w, shared, n);
	if (r == 0 && w->whole)
		r = add(w, 0, w->whole->name, PLAN_GIVEN, w->whole);
	else if (r == 0 && !own && cabled <= 1)
		r = add_new(w, 0, w->lack, w->taken);
	return r;
}

int plan_make(const struct machine *machine, const struct link_files *files, struct plan *ret)
{
	struct work w = { .machine = machine, .files = files };

	for (size_t i = 0; i < machine->n_controllers; i++) {
		w.c = &machine->controllers[i];
		if (plan_controller(&w) < 0) {
			plan_free(&w.plan);
			return -ENOMEM;
		}
	}
	*ret = w.plan;
	return 0;
}

void plan_free(struct plan *plan)
{
	free(plan->v);
	*plan = (struct plan){ 0 };
}

const struct plan_entry *plan_find(const struct plan *plan, const char *controller, unsigned port)
{
	const struct plan_entry *whole = NULL;

	for (size_t i = 0; i < plan->n; i++) {
		const struct plan_entry *e = &plan->v[i];

		if (strcmp(e->controller->address, controller) != 0)
			continue;
		if (e->port == port)
			return e;
		if (e->port == 0)
			whole = e;
	}
	return whole;
}
