/* SPDX-License-Identifier: GPL-2.0-or-later */
/* picture: read this machine, its .link files and the record, and derive all names. */
#include "picture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "udevdb.h"
#include "words.h"

/* As systemd reads it: the last one counts. */
static bool policies_are_off(void)
{
	_cleanup_file_ FILE *f = fopen("/proc/cmdline", "re");
	char text[4096], *save = NULL;
	bool off = false;

	if (!f || !fgets(text, sizeof(text), f))
		return false;
	for (char *w = strtok_r(text, " \t\n", &save); w; w = strtok_r(NULL, " \t\n", &save))
		if (strncmp(w, "net.ifnames=", 12) == 0 || strncmp(w, "net_ifnames=", 12) == 0)
			off = strchr("0nNfF", w[12]) && w[12];
	return off;
}

static struct link_target target_of(const struct plan_entry *e)
{
	return (struct link_target){
		.controller = e->controller->address,
		.port = e->port,
		.peer = e->controller->ports[e->port].peer,
		.peer_name = e->controller->ports[e->port].peer_name,
	};
}

static int find_file(const struct picture *p, struct plan_entry *e)
{
	_cleanup_(udevdb_free) struct udevdb db = { 0 };
	struct link_target target = target_of(e);
	const char *name = "";
	int r = 0;

	target.own = e->meant.own;
	target.mac = e->netdev ? e->netdev->mac : NULL;
	e->file = link_files_find(&p->files, &target, NULL);
	if (e->file && e->file->conditional && e->netdev) {
		r = udevdb_read(e->netdev->name, &db);
		e->file = link_files_find(&p->files, &target, db.link_file);
	}
	if (e->file)
		name = e->file->database && !p->no_policies && *e->meant.name ? e->meant.name : e->file->name;
	memcpy(e->name, name, strlen(name) + 1);
	return r == -ENOMEM ? r : 0;
}

static int add(struct picture *p, const struct names *names, const struct machine_controller *c, unsigned port,
	       const struct machine_netdev *netdev)
{
	struct plan_entry e = { .controller = c, .netdev = netdev, .port = port };
	int r = GROW(&p->plan.v, p->plan.n);

	if (r == 0)
		r = names_meant(names, port, netdev ? netdev->ifindex : 0, &e.meant);
	if (r == 0)
		r = find_file(p, &e);
	if (r < 0)
		return r;
	p->plan.v[p->plan.n++] = e;
	return 0;
}

/* Every netdev of the controller; every port in the record that has none; without any of these the controller. */
static int add_controller(struct picture *p, const struct machine_controller *c)
{
	const struct machine *m = &p->machine;
	struct names names = { .controllers = &m->order, .record = &p->record, .files = &p->files, .controller = c->address };
	size_t before = p->plan.n;
	int r = 0;

	for (size_t i = 0; i < m->n_netdevs; i++)
		if (strcmp(m->netdevs[i].controller, c->address) == 0 && names.n++ == 0)
			names.cables = &m->netdevs[i];
	for (size_t i = 0; i < names.n && r == 0; i++)
		r = add(p, &names, c, names.cables[i].port, &names.cables[i]);
	for (unsigned port = 1; port <= MACHINE_PORT_MAX && r == 0; port++)
		if (record_name(&p->record, c->address, port) && !machine_netdev_at(m, c->address, port))
			r = add(p, &names, c, port, NULL);
	return r == 0 && p->plan.n == before ? add(p, &names, c, 0, NULL) : r;
}

int picture_take(struct picture *ret)
{
	struct picture p = { .no_policies = policies_are_off() };
	int r = machine_read(&p.machine);

	if (r == 0)
		r = link_files_read(&p.files);
	if (r == 0)
		r = record_read(&p.machine.order, &p.record);
	for (size_t i = 0; i < p.machine.n_controllers && r == 0; i++)
		r = add_controller(&p, &p.machine.controllers[i]);
	if (r < 0)
		picture_free(&p);
	else
		*ret = p;
	return r;
}

void picture_free(struct picture *p)
{
	free(p->plan.v);
	p->plan = (struct plan){ 0 };
	link_files_free(&p->files);
	machine_free(&p->machine);
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

const struct link_file *plan_outranked(const struct picture *p, const struct plan_entry *e)
{
	const struct link_target target = target_of(e);

	if (!e->file || !link_file_is_packaged(e->file))
		return NULL;
	for (size_t i = 0; i < p->files.n; i++) {
		const struct link_file *f = &p->files.v[i];

		if (!link_file_is_packaged(f) && !f->conditional && link_file_matches(f, &target))
			return *f->name && strcmp(f->name, e->name) != 0 ? f : NULL;
	}
	return NULL;
}
