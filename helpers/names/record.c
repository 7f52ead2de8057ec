/* SPDX-License-Identifier: GPL-2.0-or-later */
/* record: the names that controllers and ports were given, in a file that people may edit. */
#include "record.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"
#include "sysfs.h"
#include "text.h"

#define BLANKS	" \t\r"

/* The names of 00-thunderbolt0.link and 00-thunderbolt1.link. */
static const struct record_entry fixed[] = {
	{ "en05", "0000:00:0d.2", 0 }, { "en06", "0000:00:0d.3", 0 },
};
#define N_FIXED	(sizeof(fixed) / sizeof(*fixed))

static const struct record_entry *find(const struct record_entry *v, size_t n, const char *controller, unsigned port)
{
	for (size_t i = 0; i < n; i++)
		if (v[i].port == port && strcmp(v[i].controller, controller) == 0)
			return &v[i];
	return NULL;
}

const char *record_file(const char *controller)
{
	const struct record_entry *e = find(fixed, N_FIXED, controller, 0);

	return !e ? NULL : e == fixed ? "00-thunderbolt0.link" : "00-thunderbolt1.link";
}

const char *record_name(const struct record *record, const char *controller, unsigned port)
{
	const struct record_entry *e = port ? NULL : find(fixed, N_FIXED, controller, 0);

	if (!e)
		e = find(record->v, record->n, controller, port);
	return e ? e->name : NULL;
}

bool record_is_elsewhere(const struct record *record, const struct controllers *controllers,
			 const char *name, const char *controller, unsigned port)
{
	for (size_t i = 0; i < record->n + N_FIXED; i++) {
		const struct record_entry *e = i < N_FIXED ? &fixed[i] : &record->v[i - N_FIXED];
		bool here = strcmp(e->controller, controller) == 0;

		if (strcmp(e->name, name) != 0 || (here && (!port || !e->port || e->port == port)))
			continue;
		if (here || controllers_find(controllers, e->controller) < controllers->n)
			return true;
	}
	return false;
}

/* "en07 0000:c6:00.5 3": the first line of a name, and the first of a place, counts. */
static bool add_line(struct record *r, char *line)
{
	struct record_entry e = { .port = 0 };
	char *save = NULL, *name = strtok_r(line, BLANKS, &save), *controller, *port;

	if (!name || *name == '#')
		return true;
	controller = strtok_r(NULL, BLANKS, &save);
	port = strtok_r(NULL, BLANKS, &save);
	if (!text_is_ifname(name) || strchr(name, '%') || !controller || strlen(controller) >= sizeof(e.controller) ||
	    !port_is_pci_address(controller) || (port && text_to_uint(port, 1, 255, &e.port) < 0) ||
	    strtok_r(NULL, BLANKS, &save) || r->n == RECORD_MAX)
		return false;
	memcpy(e.name, name, strlen(name) + 1);
	memcpy(e.controller, controller, strlen(controller) + 1);
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->v[i].name, name) == 0 &&
		    (r->v[i].port == e.port || strcmp(r->v[i].controller, controller) != 0))
			return false;
	if (find(r->v, r->n, controller, e.port))
		return false;
	r->v[r->n++] = e;
	return true;
}

/* Adds it, if it is none of the fixed ones, which do not move. */
static void add_movable(struct controllers *c, const char *address)
{
	if (!record_file(address))
		controllers_add(c, address);
}

/* The controllers of the file, in the order of the machine's, if they are as many and not the same. */
static void follow(struct record *r, const struct controllers *machine)
{
	struct controllers then = { .n = 0 }, now = { .n = 0 };
	bool same = true;

	for (size_t i = 0; i < r->n; i++)
		add_movable(&then, r->v[i].controller);
	for (size_t i = 0; i < machine->n; i++)
		add_movable(&now, machine->v[i]);
	for (size_t i = 0; i < then.n; i++)
		same &= controllers_find(&now, then.v[i]) < now.n;
	if (same || then.n != now.n)
		return;
	r->moved = true;
	for (size_t i = 0; i < r->n; i++) {
		size_t at = controllers_find(&then, r->v[i].controller);

		if (at < then.n)
			memcpy(r->v[i].controller, now.v[at], sizeof(r->v[i].controller));
	}
}

int record_read(const struct controllers *controllers, struct record *ret)
{
	_cleanup_free_ char *text = NULL;
	struct record record = { .n = 0 };
	size_t size = 0;
	unsigned number = 0;
	int r = file_read(RECORD_FILE, &text, &size);

	if (r < 0 && sysfs_is_trouble(r))
		return r;
	for (char *next = r < 0 ? NULL : text, *line; (line = strsep(&next, "\n"));) {
		number++;
		if (!add_line(&record, line) && !record.bad_line)
			record.bad_line = number;
	}
	follow(&record, controllers);
	*ret = record;
	return 0;
}
