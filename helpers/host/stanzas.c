/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stanzas: read the stanzas of the links, and whether ifupdown2 is stuck. */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>

#include "cleanup.h"
#include "ifupdown2.h"
#include "host.h"
#include "sysfs.h"

#define LOCK	"/run/network/.lock"	/* ifupdown2's main.py, flock() */

/* Seconds since the process began: field 22 of /proc/PID/stat, after the name in
 * brackets, which may hold anything. */
static unsigned age_of(unsigned pid)
{
	char dir[32], text[1024], *s;
	struct timespec now;
	long long begin = 0;
	long ticks = sysconf(_SC_CLK_TCK);

	snprintf(dir, sizeof(dir), "/proc/%u", pid);
	if (sysfs_read(dir, "stat", text, sizeof(text)) < 0 || clock_gettime(CLOCK_BOOTTIME, &now) < 0)
		return 0;
	s = strrchr(text, ')');
	for (int field = 2; s && field < 22; field++) {
		s = strchr(s, ' ');
		s = s ? s + 1 : NULL;
	}
	if (s)
		begin = strtoll(s, NULL, 10) / (ticks > 0 ? ticks : 100);
	return begin > 0 && begin < now.tv_sec ? (unsigned)(now.tv_sec - begin) : 0;
}

/* A number in the base, cut off *s with the character END behind it. */
static bool cut(char **s, int base, char end, uint64_t *ret)
{
	char *rest;

	*ret = strtoull(*s, &rest, base);
	if (rest == *s || *rest != end)
		return false;
	*s = rest + 1;
	return true;
}

/* "1: FLOCK  ADVISORY  WRITE 2513 00:19:1234 0 EOF"; 0: of another file */
static unsigned holder_in(char *line, const struct stat *lock)
{
	static const char kind[] = " FLOCK  ADVISORY  WRITE ";
	uint64_t pid, major, minor, inode;
	char *s = strstr(line, kind);

	if (!s)
		return 0;
	s += strlen(kind);
	if (!cut(&s, 10, ' ', &pid) || !cut(&s, 16, ':', &major) || !cut(&s, 16, ':', &minor) || !cut(&s, 10, ' ', &inode))
		return 0;
	return inode == lock->st_ino && major == major(lock->st_dev) && minor == minor(lock->st_dev) ? (unsigned)pid : 0;
}

/* Who holds the lock; taking it to find out would be in ifup's way. */
static void read_lock(struct host *n)
{
	_cleanup_file_ FILE *f = NULL;
	_cleanup_free_ char *line = NULL;
	struct stat lock;
	size_t size = 0;

	if (stat(LOCK, &lock) < 0)
		return;
	f = fopen("/proc/locks", "re");
	while (f && !n->ifup_pid && getline(&line, &size, f) >= 0)
		n->ifup_pid = holder_in(line, &lock);
	if (n->ifup_pid)
		n->ifup_age = age_of(n->ifup_pid);
}

/* Reads the stanza of an interface. */
static int look_up(const struct host *n, const char *name, struct stanza *stanza, struct uppers *uppers)
{
	int r = interfaces_stanza(&n->sections, name, stanza);

	if (r == 0)
		r = uppers_find(&n->sections, name, uppers);
	stanza->unsure |= !stanza->found && n->sections.template;
	return r;
}

static int read_tool(struct host *n, char **ret_file)
{
	int tool = ifupdown_tool();

	if (tool < 0)
		return tool == -ENOMEM ? tool : 0;
	n->tool = (enum ifupdown)tool;
	n->ifupdown2 = n->tool == IFUPDOWN_2;
	*ret_file = n->ifupdown2 ? ifupdown2_interfaces() : strdup("/etc/network/interfaces");
	return *ret_file ? 0 : -ENOMEM;
}

/* A stanza for the link in a file that no tool reads: p->unread is its place. */
static int look_in_unread(struct host *n, const char *file)
{
	_cleanup_(sections_free) struct sections all = { 0 };
	int r = sections_read(file, n->tool == IFUPDOWN_NONE ? IFUPDOWN_2 : n->tool, &all);

	for (size_t i = 0; i < n->n_ports && r == 0; i++) {
		_cleanup_(interfaces_free) struct stanza stanza = { 0 };
		struct host_port *p = &n->ports[i];

		if (!p->netdev || p->stanza.found || p->unread)
			continue;
		r = interfaces_stanza(&all, p->netdev->name, &stanza);
		if (r == 0 && stanza.found && asprintf(&p->unread, "%s:%u", stanza.file, stanza.line) < 0) {
			p->unread = NULL;
			r = -ENOMEM;
		}
	}
	return r == -ENOMEM ? r : 0;
}

static int read_unread(struct host *n)
{
	glob_t found = { 0 };
	int r = n->tool == IFUPDOWN_NONE ? look_in_unread(n, "/etc/network/interfaces") : 0;

	if (glob("/etc/network/interfaces.d/*", 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc && r == 0; i++)
			r = look_in_unread(n, found.gl_pathv[i]);
	globfree(&found);
	return r;
}

int stanzas_read(struct host *n)
{
	_cleanup_free_ char *file = NULL;
	int r = read_tool(n, &file);

	if (r < 0 || n->tool == IFUPDOWN_NONE)
		return r < 0 ? r : read_unread(n);
	if (host_is_closed(file)) {
		n->closed.stanzas = true;
		return host_not_permitted(n, file);
	}
	r = sections_read(file, n->tool, &n->sections);
	for (size_t i = 0; i < n->n_ports && r == 0; i++)
		if (n->ports[i].netdev)
			r = look_up(n, n->ports[i].netdev->name, &n->ports[i].stanza, &n->ports[i].uppers);
	read_lock(n);
	return r < 0 ? r : read_unread(n);
}
