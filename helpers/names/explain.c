/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explain: why is a netdev not called what it should be, and what is the next step? */
#include "explain.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "linktext.h"
#include "sysfs.h"
#include "text.h"

__attribute__((format(printf, 1, 2))) static char *line(const char *format, ...)
{
	char *s = NULL;
	va_list args;
	int n;

	va_start(args, format);
	n = vasprintf(&s, format, args);
	va_end(args);
	if (n < 0)
		return NULL;
	text_defuse(s);
	return s;
}

/* Before Linux 6.2 a netdev that is up cannot be renamed, and it may be in use. */
static char *next_command(const struct subject *s, const char *before, const char *option)
{
	const char *name = s->netdev->name;

	if (s->up)
		return line("%sip link set %s down && tbnet-name %s--repair %s", before, name, option, name);
	return line("%stbnet-name %s--repair %s", before, option, name);
}

/* The file that udev applied is called so. */
static bool applied(const struct subject *s, const char *start)
{
	const char *slash = s->db.link_file ? strrchr(s->db.link_file, '/') : NULL;

	return slash && strncmp(slash + 1, start, strlen(start)) == 0;
}

/* "en05 is taken by a netdev of driver igc" */
static char *taken_line(const struct subject *s, const struct machine_netdev *holder)
{
	char path[PATH_MAX], driver[64];

	if (*holder->controller)
		return line("%s is taken by port %u of %s", holder->name, holder->port, holder->controller);
	snprintf(path, sizeof(path), "/sys/class/net/%s/device", holder->name);
	if (sysfs_link(path, "driver", driver, sizeof(driver)) < 0)
		return line("%s, which %s gives it, is taken by a virtual interface", holder->name, s->entry->file->path);
	return line("%s, which %s gives it, is taken by an interface of driver %s", holder->name,
		    s->entry->file->path, driver);
}

/* A file is to be written: why there is none that serves. */
static char *lack_line(const struct subject *s)
{
	const struct plan_entry *e = s->entry;
	const struct link_files *files = &s->picture->files;
	const char *controller = e->controller->address;

	if (!*e->name)
		return line("no name from en05 to en99 is left for %s", controller);
	if (e->reason == PLAN_SHARED)
		return line("several ports of %s are cabled, and %s gives all of them one name, %s", controller,
			    e->file->path, e->file->name);
	if (e->reason == PLAN_TAKEN) {
		const struct machine_netdev *holder = machine_netdev(&s->picture->machine, e->file->name);

		return holder ? taken_line(s, holder) :
		       line("%s, which %s gives it, is given to something else by another .link file",
			    e->file->name, e->file->path);
	}
	for (size_t i = 0; i < files->n; i++) {
		const char *near = link_file_near_path(&files->v[i], controller);

		if (near)
			return line("Path=%s in %s never matches: the path is exactly pci-%s", near,
				    files->v[i].path, controller);
	}
	for (size_t i = 0; i < files->n; i++)
		if (sysfs_is_trouble(files->v[i].error))
			return line("%s cannot be read (%s), and no other .link file is meant for port %u of %s", files->v[i].path,
				    strerror(-files->v[i].error), s->netdev->port, controller);
	if (applied(s, "50-pmx-"))
		return line("no .link file is meant for %s; the installer's pin %s named it by its MAC address",
			    controller, s->db.link_file);
	return line("no .link file is meant for port %u of %s", s->netdev->port, controller);
}

static void explain_lack(const struct subject *s, bool writes, struct explanation *e)
{
	e->cause = lack_line(s);
	if (writes && *s->entry->name)
		e->next = next_command(s, "", "--write ");
	else
		e->next = next_command(s, "add the file that tbnet-name --detect prints, then: ", "");
}

/* Something else has the name: what has to go first? */
static void explain_taken(const struct subject *s, const struct machine_netdev *holder,
			 struct explanation *e)
{
	const struct plan_entry *its = *holder->controller ?
		plan_find(&s->picture->plan, holder->controller, holder->port) : NULL;
	_cleanup_free_ char *before = NULL;

	e->cause = taken_line(s, holder);
	if (its == s->entry)
		before = line("%s is of the same port: pull one of the two, or change Name= in %s; then: ",
			      holder->name, s->entry->file->path);
	else if (its && *its->name && strcmp(its->name, holder->name) != 0)
		before = line("tbnet-name --repair %s && ", holder->name);
	else
		before = line("change Name= in %s, or rename %s; then: ", s->entry->file->path, holder->name);
	e->next = before ? next_command(s, before, "") : NULL;
}

/* A file gives the right name: why does the netdev not have it? */
static void explain_given(const struct subject *s, struct explanation *e)
{
	const char *name = s->netdev->name, *file = s->entry->file->path, *before = "";
	const struct machine_netdev *holder = machine_netdev(&s->picture->machine, s->entry->name);
	const struct link_file *other = link_files_by_name(&s->picture->files, name);

	if (holder) {
		explain_taken(s, holder, e);
		return;
	}
	if (applied(s, "50-pmx-")) {
		e->cause = line("the installer's pin %s named it, before %s was there", s->db.link_file, file);
	} else if (other) {
		e->cause = line("it has the name that %s gives to something else", other->path);
	} else if (s->renamed && strncmp(name, "thunderbolt", 11) != 0) {
		e->cause = line("it was renamed to %s and no .link file says so: by hand, or by an old .link file in the initramfs", name);
		before = "update-initramfs -u && ";
	} else if (!s->db.known) {
		e->cause = line("udev has not finished with it: %s was taken at that time, or the event failed", s->entry->name);
	} else if (applied(s, LINK_SECOND)) {
		e->cause = line("it came as a second port of %s and has not been named yet", s->netdev->controller);
	} else if (!s->db.link_file || strcmp(s->db.link_file, file) != 0) {
		e->cause = line("udev applied %s: %s was not there, or not known to udev, when the interface came",
				s->db.link_file ? s->db.link_file : "no .link file", file);
		before = "udevadm control --reload && ";
	} else {
		e->cause = line("udev applied %s, but the interface was up, or was renamed later", file);
	}
	e->next = next_command(s, before, "");
}

int explain(const struct subject *s, bool writes, struct explanation *ret)
{
	struct explanation e = { 0 };

	if (s->entry->reason == PLAN_GIVEN)
		explain_given(s, &e);
	else
		explain_lack(s, writes, &e);
	if (!e.cause || !e.next) {
		explanation_free(&e);
		return -ENOMEM;
	}
	*ret = e;
	return 0;
}

void explanation_free(struct explanation *e)
{
	free(e->cause);
	free(e->next);
	*e = (struct explanation){ 0 };
}
