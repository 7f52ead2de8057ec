/* SPDX-License-Identifier: GPL-2.0-or-later */
/* picture: this machine, its .link files and what follows from both. */
#include "picture.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "linktext.h"
#include "text.h"

int picture_take(struct picture *ret)
{
	struct picture p = { 0 };
	int r = machine_read(&p.machine);

	if (r == 0)
		r = link_files_read(&p.files);
	if (r == 0)
		r = plan_make(&p.machine, &p.files, &p.plan);
	if (r < 0)
		picture_free(&p);
	else
		*ret = p;
	return r;
}

void picture_free(struct picture *p)
{
	plan_free(&p->plan);
	link_files_free(&p->files);
	machine_free(&p->machine);
}

/* A path that may hold anything. */
static int print_path(const char *before, const char *path, const char *after)
{
	_cleanup_free_ char *copy = strdup(path);

	if (!copy)
		return -ENOMEM;
	text_defuse(copy);
	printf("%s%s%s\n", before, copy, after);
	return 0;
}

static int print_broken(const struct link_files *files)
{
	int r = 0;

	for (size_t i = 0; i < files->n && r == 0; i++) {
		char why[80];

		snprintf(why, sizeof(why), " is ignored: %s", strerror(-files->v[i].error));
		if (files->v[i].error)
			r = print_path("# ", files->v[i].path, why);
	}
	return r;
}

static void print_port(const struct machine *m, const struct machine_controller *c, unsigned port)
{
	const struct machine_netdev *d = machine_netdev_at(m, c->address, port);
	const struct machine_port *p = &c->ports[port];

	printf("#   port %u: ", port);
	if (!p->cabled)
		printf("no other host\n");
	else
		printf("%s%s, %s%s\n", *p->peer_name ? "peer " : "a peer without a name", p->peer_name,
		       d ? "interface " : "no interface: is thunderbolt_net loaded there and here?",
		       d ? d->name : "");
}

static int print_entry(const struct plan_entry *e)
{
	char what[64] = "all ports";

	if (e->port)
		snprintf(what, sizeof(what), "port %u", e->port);
	printf("#   name of %s: %s", what, *e->name ? e->name : "none");
	if (e->reason == PLAN_GIVEN)
		return print_path(", ", e->file->path, "");
	printf("%s\n", *e->name ? ", in a file that is missing" : ", en05 to en99 are all taken");
	return 0;
}

static int print_file(const struct plan_entry *e, unsigned mtu)
{
	_cleanup_free_ char *path = NULL, *text = NULL;

	if (e->reason == PLAN_GIVEN || !*e->name)
		return 0;
	path = link_path(LINK_DIR, e);
	text = link_text(e, mtu);
	if (!path || !text)
		return -ENOMEM;
	printf("\n# %s\n# is missing; tbnet-name --write puts it there:\n%s", path, text);
	return 0;
}

static int print_controller(const struct picture *p, const struct machine_controller *c)
{
	int r = 0;

	printf("# controller %s%s\n", c->address, c->bound ? "" : c->given_away ? ", given to a virtual machine (vfio-pci)" : ", without its driver (thunderbolt)");
	for (unsigned port = 1; port <= MACHINE_PORT_MAX; port++)
		if (c->ports[port].there)
			print_port(&p->machine, c, port);
	for (size_t i = 0; i < p->plan.n && r == 0; i++)
		if (p->plan.v[i].controller == c)
			r = print_entry(&p->plan.v[i]);
	return r;
}

int picture_print(const struct picture *p, unsigned mtu)
{
	int r = print_broken(&p->files);

	if (!p->machine.n_controllers)
		printf("# no Thunderbolt or USB4 controller: none is there, or it is switched off in the firmware's set-up\n");
	for (size_t i = 0; i < p->machine.n_controllers && r == 0; i++)
		r = print_controller(p, &p->machine.controllers[i]);
	for (size_t i = 0; i < p->plan.n && r == 0; i++)
		r = print_file(&p->plan.v[i], mtu);
	return r;
}
