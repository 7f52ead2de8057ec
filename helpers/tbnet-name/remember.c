/* SPDX-License-Identifier: GPL-2.0-or-later */
/* remember: write the names that a replug or a boot needs to the record. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "cleanup.h"
#include "log.h"
#include "tbnet-name.h"
#include "text.h"

#define NEW_FILE	".names.new"	/* one name: only the lock's holder writes */

static void add(struct record *r, const char *name, const char *controller, unsigned port)
{
	struct record_entry *e = &r->v[r->n];

	if (!*name || r->n == RECORD_MAX)
		return;
	/* of a controller that no longer exists, and whose name this one has now */
	for (size_t i = 0; i < r->n; i++)
		if (strcmp(r->v[i].name, name) == 0 && strcmp(r->v[i].controller, controller) != 0)
			r->v[i].name[0] = '\0';
	*e = (struct record_entry){ .port = port };
	memcpy(e->name, name, strlen(name) + 1);
	memcpy(e->controller, controller, strlen(controller) + 1);
	r->n++;
}

/* Adds to the record what it lacks of a controller; ports have names of their own once there are several cables. */
static void add_controller(const struct picture *p, const char *controller, struct record *r)
{
	const struct plan_entry *any = NULL;
	unsigned cables = 0;

	for (size_t i = 0; i < p->plan.n; i++)
		if (strcmp(p->plan.v[i].controller->address, controller) == 0) {
			any = &p->plan.v[i];
			cables += any->netdev != NULL;
		}
	if (any && !record_name(r, controller, 0))
		add(r, any->meant.base, controller, 0);
	for (size_t i = 0; i < p->plan.n && cables > 1; i++) {
		const struct plan_entry *e = &p->plan.v[i];

		if (strcmp(e->controller->address, controller) == 0 && e->netdev && !record_name(r, controller, e->port))
			add(r, e->meant.name, controller, e->port);
	}
}

static bool has_links(const struct machine *m)
{
	for (size_t i = 0; i < m->n_netdevs; i++)
		if (*m->netdevs[i].controller)
			return true;
	return false;
}

static char *text_of(const struct record *r)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	fprintf(f, "# Names of Thunderbolt links, read by tbnet-port(8) when a link comes: NAME CONTROLLER [PORT].\n"
		   "# tbnet-name(8) adds the names that a replug or a boot needs. A line may be changed or removed.\n");
	for (size_t i = 0; i < r->n; i++) {
		if (!*r->v[i].name)
			continue;
		fprintf(f, "%s %s", r->v[i].name, r->v[i].controller);
		if (r->v[i].port)
			fprintf(f, " %u", r->v[i].port);
		fputc('\n', f);
	}
	text_finish(f, &text);
	return text;
}

/* Whole on the disk under another name, then renamed: a power cut leaves one of the two. */
static int put(const char *text)
{
	_cleanup_fd_ int dir = open(RECORD_DIR, O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), fd = -1;
	size_t n = strlen(text);
	ssize_t done;
	int r = 0;

	if (dir < 0)
		return -errno;
	unlinkat(dir, NEW_FILE, 0);	/* of a run that was cut short */
	fd = openat(dir, NEW_FILE, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	done = write(fd, text, n);
	if (done != (ssize_t)n || fsync(fd) < 0 || renameat(dir, NEW_FILE, dir, "names") < 0 || fsync(dir) < 0)
		r = done >= 0 && done != (ssize_t)n ? -ENOSPC : -errno;
	if (r < 0)
		unlinkat(dir, NEW_FILE, 0);
	return r;
}

int remember(const struct picture *p)
{
	_cleanup_free_ char *text = NULL;
	struct log_event e = { .action = "write", .id = LOG_ID_NAME };
	struct record record = p->record;

	/* somebody is at work on it; nothing of his is lost */
	if (record.bad_line) {
		log_event(LOG_WARNING, &e, RECORD_FILE ":%u has a syntax error, so tbnet-name adds nothing to it", record.bad_line);
		return 0;
	}
	for (size_t i = 0; i < p->machine.n_controllers && has_links(&p->machine); i++)
		add_controller(p, p->machine.controllers[i].address, &record);
	if (record.n == p->record.n && !record.moved)
		return 0;
	text = text_of(&record);
	e.error = text ? put(text) : -ENOMEM;
	if (e.error)
		log_event(LOG_WARNING, &e, RECORD_FILE " cannot be written; the names are kept until the next replug or boot");
	else
		log_event(LOG_INFO, &e, RECORD_FILE " has %zu names now", record.n);
	return e.error;
}
