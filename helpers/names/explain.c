/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explain: find why a netdev has the wrong name, and the next step. */
#include "subject.h"

#include <errno.h>
#include <fnmatch.h>
#include <glob.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"
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
static char *next_command(const struct subject *s, const char *before)
{
	const char *name = s->netdev->name;

	if (s->up)
		return line("%sip link set %s down && tbnet-name repair %s", before, name, name);
	return line("%stbnet-name repair %s", before, name);
}

/* "taken by an interface of driver igc" */
static char *taken_line(const char *name, const struct machine_netdev *holder)
{
	char path[PATH_MAX], driver[64];

	if (!holder)
		return line("%s is taken: another .link file assigns it, or it is an alternative name", name);
	if (*holder->controller)
		return line("%s is taken by port %u of %s", name, holder->port, holder->controller);
	snprintf(path, sizeof(path), "/sys/class/net/%s/device", name);
	if (sysfs_link(path, "driver", driver, sizeof(driver)) < 0)
		return line("%s is taken by a virtual interface", name);
	return line("%s is taken by an interface of driver %s", name, driver);
}

/* A file with a syntax error that hides the package's file. */
static const struct link_file *broken_file(const struct subject *s)
{
	const struct link_files *files = &s->picture->files;

	if (s->entry->file && s->entry->file->bad)
		return s->entry->file;
	for (size_t i = 0; i < files->n && !s->entry->file; i++)
		if (files->v[i].bad || sysfs_is_trouble(files->v[i].error))
			return &files->v[i];
	return NULL;
}

/* Nothing names it. */
static void explain_lack(const struct subject *s, struct explanation *e)
{
	const struct link_file *bad = broken_file(s);
	_cleanup_free_ char *before = NULL;

	if (!bad) {
		e->cause = line("no .link file names port %u of %s: another file hides the package's 40-tbnet.link",
				s->netdev->port, s->netdev->controller);
		before = line("ls -l /etc/systemd/network /run/systemd/network; then: ");
	} else if (bad->bad) {
		e->cause = line("%s has a syntax error and hides the package's file", bad->bad);
		before = line("mend %s, then: udevadm control --reload && ", bad->path);
	} else {
		e->cause = line("%s cannot be read (%s), and no other .link file matches", bad->path, strerror(-bad->error));
		before = line("cat %s; then: ", bad->path);
	}
	e->next = before ? next_command(s, before) : NULL;
}

/* Something else has the name: what has to go first? */
static void explain_taken(const struct subject *s, const char *name, const struct machine_netdev *holder,
			  struct explanation *e)
{
	const struct plan_entry *its = holder ? plan_of(&s->picture->plan, holder) : NULL;
	_cleanup_free_ char *before = NULL;

	e->cause = taken_line(name, holder);
	if (its && its->port == s->entry->port && its->controller == s->entry->controller)
		before = line("%s has the same port: unplug one of the two cables; then: ", name);
	else if (its && *its->name && strcmp(its->name, name) != 0)
		before = line("tbnet-name repair %s && ", name);
	else if (s->entry->file && !s->entry->file->database && !link_file_is_packaged(s->entry->file))
		before = line("change Name= in %s, or rename %s; then: ", s->entry->file->path, name);
	else
		before = line("rename the interface that has it, or change the name in " RECORD_FILE "; then: ");
	e->next = before ? next_command(s, before) : NULL;
}

/* The installer's pin that gave it its name, NULL: none. Once the package is there, udev's database has the file that would win now. */
static const char *named_by_pin(const struct subject *s)
{
	const struct link_files *files = &s->picture->files;

	if (s->db.link_file && link_file_is_pin(s->db.link_file))
		return s->db.link_file;
	for (size_t i = 0; i < files->n; i++)
		if (link_file_is_pin(files->v[i].path) && strcmp(files->v[i].name, s->netdev->name) == 0 &&
		    link_file_names(&files->v[i], "MACAddress", s->netdev->mac))
			return files->v[i].path;
	return NULL;
}

/* "tbert%n" and "tb$number" fit tbert0 and tb0: udev fills in what only it knows. A value with nothing else fits no name. */
static bool fits(const char *value, const char *name)
{
	char pattern[64];
	size_t n = 0;
	bool literal = false;

	while (*value && *value != '"' && n + 2 < sizeof(pattern)) {
		if (*value != '%' && *value != '$') {
			literal = true;
			if (strchr("*?[\\", *value))
				return false;
			pattern[n++] = *value++;
			continue;
		}
		pattern[n++] = '*';
		if (*value++ == '$')
			value += strspn(value, "abcdefghijklmnopqrstuvwxyz");
		else if (*value && *value != '"')
			value++;
		if (*value == '{')
			value += strcspn(value, "}\"");
		value += *value == '}';
	}
	pattern[n] = '\0';
	return literal && *value == '"' && fnmatch(pattern, name, 0) == 0;
}

/* True if a line of the rules that is no comment has NAME="…", which wins over every .link file. */
static bool assigns(char *rules, const char *name)
{
	char *save = NULL;

	for (char *l = strtok_r(rules, "\n", &save); l; l = strtok_r(NULL, "\n", &save)) {
		l += strspn(l, " \t");
		for (const char *at = l; *l != '#' && (at = strstr(at, "NAME")); at += 4) {
			const char *value = at + 4 + (at[4] == ':');

			if ((at == l || strchr(" \t,", at[-1])) && strncmp(value, "=\"", 2) == 0 && fits(value + 2, name))
				return true;
		}
	}
	return false;
}

/* The file of an administrator's rules, such as 70-persistent-net.rules, that gives that name; for free(). NULL: none. */
static char *rule_for(const char *name)
{
	static const char *const folders[] = { "/etc/udev/rules.d/*.rules", "/run/udev/rules.d/*.rules", "/usr/local/lib/udev/rules.d/*.rules" };
	char *path = NULL;

	for (size_t i = 0; i < 3 && !path; i++) {
		glob_t found = { 0 };

		if (glob(folders[i], 0, NULL, &found) == 0)
			for (size_t k = 0; k < found.gl_pathc && !path; k++) {
				_cleanup_free_ char *text = NULL;
				size_t size;

				if (file_read(found.gl_pathv[k], &text, &size) == 0 && assigns(text, name))
					path = strdup(found.gl_pathv[k]);
			}
		globfree(&found);
	}
	return path;
}

/* A name is given, and free: why does the netdev not have it? */
static void explain_given(const struct subject *s, struct explanation *e)
{
	const char *name = s->netdev->name, *file = s->entry->file->path, *before = "";
	const char *applied = s->db.link_file, *pin = named_by_pin(s);
	const struct link_file *mine = plan_outranked(s->picture, s->entry);
	_cleanup_free_ char *rule = rule_for(name);

	if (mine && strcmp(mine->name, name) == 0) {
		e->cause = line("%s gives it this name, but %s comes first by name: at the next replug it will be %s", mine->path, file, s->entry->name);
		/* stanzas may have the name that it has */
		e->next = line("tbnet-adopt plan");
		return;
	} else if (rule) {
		e->cause = line("a rule in %s names it %s: NAME= wins over .link files", rule, name);
		/* stanzas may have that name: nothing is renamed now */
		e->next = line("remove NAME= there, or give that name in a .link file; then replug the cable");
		return;
	} else if (pin) {
		e->cause = line("the installer's pin %s named it before %s existed", pin, file);
	} else if (s->renamed && strncmp(name, "thunderbolt", 11) != 0) {
		e->cause = line("it was renamed to %s by hand, or by an old .link file in the initramfs", name);
		before = "update-initramfs -u && ";
	} else if (!s->db.known) {
		e->cause = line("udev has not finished with it: %s was taken at that time, or the event failed", subject_name(s));
	} else if (!applied || strcmp(applied, file) != 0) {
		e->cause = line("udev applied %s: %s did not exist yet, or udev had not read it, when the interface appeared",
				applied ? applied : "no .link file", file);
		before = "udevadm control --reload && ";
	} else {
		e->cause = line("udev applied %s, but %s was taken then, or the interface was renamed later", file, subject_name(s));
	}
	e->next = next_command(s, before);
}

int explain(const struct subject *s, struct explanation *ret)
{
	const char *name = *subject_name(s) ? subject_name(s) : s->entry->meant.wanted;
	const struct machine_netdev *holder = machine_netdev(&s->picture->machine, name);
	struct explanation e = { 0 };

	if (holder || !*subject_name(s))
		explain_taken(s, name, holder, &e);
	else if (!*s->entry->name)
		explain_lack(s, &e);
	else
		explain_given(s, &e);
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
