/* SPDX-License-Identifier: GPL-2.0-or-later */
/* table: print controllers, ports, peers and names. */
#include "tbnet-name.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "text.h"

#define ROW	"%-16s %-4s %-16s %-15s %-15s %s\n"

/* Prints a path, which may hold anything, and a text about it. */
static void note(const char *path, const char *said, const char *what)
{
	_cleanup_free_ char *text = NULL;

	if (asprintf(&text, "%s %s%s", path, said, what) < 0) {
		text = NULL;
		return;
	}
	text_defuse(text);
	printf("%s\n", text);
}

/* The source of the name: a .link file, and for one that asks tbnet-port, tbnet-port's source. */
static const char *source(const struct picture *p, const struct plan_entry *e)
{
	if (!e || !e->file)
		return "no .link file";
	if (!e->file->database)
		return e->file->path;
	if (p->no_policies)
		return "net.ifnames=0: none";
	if (record_name(&p->record, e->controller->address, e->port) && e->port)
		return RECORD_FILE;
	return e->meant.own ? "its controller's name is in use" : "order of the controllers";
}

static void print_row(const struct picture *p, const struct machine_controller *c, unsigned port)
{
	const struct plan_entry *e = plan_find(&p->plan, c->address, port);
	const struct machine_netdev *d = port ? machine_netdev_at(&p->machine, c->address, port) : NULL;
	char number[16] = "-", by[PATH_MAX];
	const char *peer = c->bound ? "-" : c->given_away ? "(vfio-pci)" : "(no driver)";

	snprintf(by, sizeof(by), "%s", e ? source(p, e) : "");
	text_defuse(by);
	if (port)
		snprintf(number, sizeof(number), "%u", port);
	if (c->ports[port].cabled)
		peer = *c->ports[port].peer_name ? c->ports[port].peer_name : "(unnamed)";
	printf(ROW, c->address, number, peer, d ? d->name : c->ports[port].cabled ? "(none)" : "-",
	       e && *e->name ? e->name : "-", by);
}

void table_print(const struct picture *p)
{
	if (!p->machine.n_controllers) {
		printf("no Thunderbolt or USB4 controller: this machine has none, or the firmware's setup disables it\n");
		return;
	}
	printf(ROW, "CONTROLLER", "PORT", "PEER", "INTERFACE", "NAME", "BY");
	for (size_t i = 0; i < p->machine.n_controllers; i++) {
		const struct machine_controller *c = &p->machine.controllers[i];
		bool any = false;

		for (unsigned port = 1; port <= MACHINE_PORT_MAX; port++)
			if (c->ports[port].there) {
				print_row(p, c, port);
				any = true;
			}
		if (!any)
			print_row(p, c, 0);
	}
}

void table_notes(const struct picture *p)
{
	char line[64];

	for (size_t i = 0; i < p->files.n; i++) {
		const struct link_file *f = &p->files.v[i];
		const char *near = NULL;

		if (f->bad)
			note(f->bad, "has a syntax error", f->error ? ": udev ignores the whole file" : "");
		else if (f->error)
			note(f->path, "is ignored: ", strerror(-f->error));
		for (size_t k = 0; k < p->machine.n_controllers && !near; k++)
			near = link_file_near_path(f, p->machine.controllers[k].address);
		if (near)
			note(f->path, "never matches: the path ends with the controller's address, but Path= goes on", near);
	}
	if (p->record.bad_line) {
		snprintf(line, sizeof(line), RECORD_FILE ":%u", p->record.bad_line);
		note(line, "has a syntax error", "");
	}
}
