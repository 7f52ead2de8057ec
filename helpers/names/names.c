/* SPDX-License-Identifier: GPL-2.0-or-later */
/* names: which names are given, and which are still to be had. */
#include "names.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "port.h"

#define FIRST	5	/* en05: what the guide and the package's files begin with */
#define LAST	99

const struct link_file *names_file(const struct machine *machine, const struct link_files *files,
				   const struct machine_controller *c, unsigned port)
{
	const struct machine_netdev *d = port ? machine_netdev_at(machine, c->address, port) : NULL;
	const struct link_target t = {
		.controller = c->address,
		.port = port,
		.peer = c->ports[port].peer,
		.peer_name = c->ports[port].peer_name,
		.mac = d ? d->mac : NULL,
	};

	return link_files_find(files, &t);
}

/* The word of Path= for controllers that this machine has not. */
static bool is_elsewhere(const struct machine *m, const char *path)
{
	return strncmp(path, "pci-", 4) == 0 && port_is_pci_address(path + 4) &&
	       !machine_controller(m, path + 4);
}

/* The package's files, and copies of the guide's by the same names, for the usual
 * controllers: where those are not, the names are free for others. */
static bool claims_nothing(const struct machine *m, const struct link_file *f)
{
	if (strncmp(f->base, "00-thunderbolt", 14) != 0)
		return false;
	for (size_t i = 0; i < f->paths.n; i++)
		if (!is_elsewhere(m, f->paths.v[i]))
			return false;
	return f->paths.n > 0;
}

/* True if the file speaks of this controller, whether or not it matches. */
static bool is_about(const struct machine *m, const struct link_file *f,
		     const struct machine_controller *c)
{
	char path[32];

	snprintf(path, sizeof(path), "pci-%s", c->address);
	if (words_have(&f->paths, path) || link_file_near_path(f, c->address))
		return true;
	for (size_t i = 0; i < f->macs.n; i++)
		for (size_t k = 0; k < m->n_netdevs; k++)
			if (strcmp(m->netdevs[k].controller, c->address) == 0 &&
			    strcasecmp(m->netdevs[k].mac, f->macs.v[i]) == 0)
				return true;
	return false;
}

bool names_are_free(const struct machine *machine, const struct link_files *files,
		    const struct machine_controller *c, unsigned port, const char *name)
{
	const struct machine_netdev *d = machine_netdev(machine, name);

	if (d && (strcmp(d->controller, c->address) != 0 || (port && d->port != port)))
		return false;
	for (size_t i = 0; i < files->n; i++) {
		const struct link_file *f = &files->v[i];

		if (!f->error && strcmp(f->name, name) == 0 && !claims_nothing(machine, f) &&
		    !link_file_near_path(f, c->address))
			return false;
	}
	return true;
}

bool names_are_lost(const struct machine *machine, const struct link_files *files,
		    const struct machine_controller *c, const struct link_file *f)
{
	const struct machine_netdev *d = *f->name ? machine_netdev(machine, f->name) : NULL;

	if (!*f->name || (d && strcmp(d->controller, c->address) == 0))
		return false;
	if (d && !*d->controller)
		return true;
	for (size_t i = 0; i < files->n; i++) {
		const struct link_file *other = &files->v[i];

		if (other != f && !other->error && strcmp(other->name, f->name) == 0 &&
		    !link_file_is_packaged(other) && !claims_nothing(machine, other) &&
		    !is_about(machine, other, c))
			return true;
	}
	return false;
}

/* "en" and a number: a name of this kind that a port has is kept. */
static bool is_kept(const char *name)
{
	return strncmp(name, "en", 2) == 0 && strlen(name) >= 4 &&
	       name[2 + strspn(name + 2, "0123456789")] == '\0';
}

/* The name of the port's netdev; with port 0 of the only one of the controller. */
static const char *present_name(const struct machine *m, const struct machine_controller *c,
				unsigned port)
{
	for (unsigned i = port ? port : 1; i <= (port ? port : MACHINE_PORT_MAX); i++) {
		const struct machine_netdev *d = machine_netdev_at(m, c->address, i);

		if (d)
			return is_kept(d->name) ? d->name : NULL;
	}
	return NULL;
}

bool names_candidate(const struct machine *machine, const struct link_files *files,
		     const struct machine_controller *c, unsigned port, unsigned n,
		     char ret[IFNAMSIZ])
{
	const char *name = n == 0 ? present_name(machine, c, port) : NULL;

	if (n >= 1 && n <= files->n && link_file_near_path(&files->v[n - 1], c->address))
		name = files->v[n - 1].name;
	snprintf(ret, IFNAMSIZ, "%s", name ? name : "");
	if (n <= files->n)
		return true;
	n = n - 1 - (unsigned)files->n + FIRST;
	snprintf(ret, IFNAMSIZ, "en%02u", n);
	return n <= LAST;
}
