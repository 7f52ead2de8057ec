/* SPDX-License-Identifier: GPL-2.0-or-later */
/* remains: what guides leave behind beside their files, and what else gets in the way. */
#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "file.h"
#include "leftovers.h"
#include "host.h"

/* The text of a regular file; NULL: none, or it cannot be read. */
static char *read_text(const char *path)
{
	char *text;
	size_t size;

	if (file_read(path, &text, &size) < 0)
		return NULL;
	/* a NUL in a script would hide the rest of it */
	for (char *nul = text; (nul = memchr(nul, '\0', (size_t)(text + size - nul)));)
		*nul = ' ';
	return text;
}

/* Calls f for every file that matches. */
static int each(struct host *n, const char *pattern, int (*f)(struct host *n, const char *path))
{
	glob_t found = { 0 };
	int r = 0;

	if (glob(pattern, GLOB_NOSORT, NULL, &found) != 0)
		found.gl_pathc = 0;
	for (size_t i = 0; i < found.gl_pathc && r == 0; i++)
		r = f(n, found.gl_pathv[i]);
	globfree(&found);
	return r;
}

static int add(struct host *n, enum remains kind, const char *path)
{
	return words_have(&n->left[kind], path) ? 0 : words_add(&n->left[kind], path);
}

/* A script that was pasted badly: "#\!", a second "#!" in it, or DOS line ends. */
static bool is_broken(const char *text)
{
	return strncmp(text, "#!", 2) != 0 || strstr(text, "\n#!") || strstr(text, "\r\n");
}

static int look_at_script(struct host *n, const char *path)
{
	_cleanup_free_ char *text = read_text(path);

	return text && is_broken(text) ? add(n, LEFT_BROKEN_SCRIPT, path) : 0;
}

/* What tbnet-adopt would take over. */
static int read_guide(struct host *n)
{
	_cleanup_(leftovers_free) struct leftovers found = { 0 };
	int r = leftovers_find(&found);

	for (size_t i = 0; i < found.n && r == 0; i++)
		if (!found.v[i].stays)
			r = add(n, LEFT_GUIDE, found.v[i].path);
	if (r == 0 && found.unreadable)
		r = host_not_permitted(n, "some files that a guide may have left");
	return r;
}

/* True for a line, and no comment, that takes the core module away. */
static bool reloads_core(char *text)
{
	char *save = NULL;

	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		const char *words[] = { "modprobe -r thunderbolt", "rmmod thunderbolt", "modprobe --remove thunderbolt" };

		line += strspn(line, " \t");
		for (size_t i = 0; i < 3 && *line != '#'; i++) {
			const char *found = strstr(line, words[i]);

			/* not thunderbolt_net */
			if (found && !strchr("_-", found[strlen(words[i])]))
				return true;
			if (found && !found[strlen(words[i])])
				return true;
		}
	}
	return false;
}

static int look_for_reload(struct host *n, const char *path)
{
	_cleanup_free_ char *text = read_text(path);

	return text && reloads_core(text) ? add(n, LEFT_CORE_RELOAD, path) : 0;
}

/* A unit of the boot that waits for both ports. */
static int look_at_wait(struct host *n, const char *path)
{
	return add(n, LEFT_BOOT_WAIT, path);
}

/* Settings of the mesh in the file that Debian 13 does not read. */
static int look_at_sysctl(struct host *n)
{
	_cleanup_free_ char *text = read_text("/etc/sysctl.conf");
	char *save = NULL;

	if (!text || n->sysctl_conf_read)
		return 0;
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		line += strspn(line, " \t");
		if (strncmp(line, "net.ipv4.ip_forward", 19) == 0 || strncmp(line, "net.core.", 9) == 0 ||
		    strncmp(line, "net.ipv6.conf.all.forwarding", 28) == 0 || strncmp(line, "vm.min_free", 11) == 0)
			return add(n, LEFT_SYSCTL, line);
	}
	return 0;
}

/* What the guide's scripts say of a link ("en05 up successful"), whatever came of it. */
static int look_at_log(struct host *n, const char *path)
{
	struct stat st;
	/* not through a link: /tmp is anybody's */
	_cleanup_free_ char *text = lstat(path, &st) == 0 && S_ISREG(st.st_mode) ? read_text(path) : NULL;
	int r = text ? add(n, LEFT_LOG, path) : 0;

	for (size_t i = 0; r == 0 && text && i < n->n_ports; i++) {
		const struct host_port *p = &n->ports[i];
		char said[IFNAMSIZ + 16];

		if (!p->netdev || host_usable(n, p) || n->said_up)
			continue;
		snprintf(said, sizeof(said), "%s up successful", p->netdev->name);
		if (strstr(text, said) && !(n->said_up = strdup(p->netdev->name)))
			r = -ENOMEM;
	}
	return r;
}

int remains_read(struct host *n)
{
	static const struct {
		const char *pattern;
		int (*f)(struct host *n, const char *path);
	} looks[] = {
		{ "/usr/local/bin/pve-en0[0-9].sh", look_at_script },
		{ "/usr/local/bin/thunderbolt-startup.sh", look_at_script },
		{ "/etc/systemd/system/*.wants/*thunderbolt-interfaces.service", look_at_wait },
		{ "/usr/local/*bin/*", look_for_reload },
		{ "/etc/systemd/system/*.service", look_for_reload },
		{ "/etc/udev/rules.d/*.rules", look_for_reload },
		{ "/etc/network/if-*.d/*", look_for_reload },
		{ "/etc/cron.d/*", look_for_reload },
		{ "/tmp/udev-debug.log", look_at_log },
		{ "/var/log/thunderbolt-startup.log", look_at_log },
	};
	int r = read_guide(n);

	if (r == 0)
		r = look_at_sysctl(n);
	for (size_t i = 0; i < sizeof(looks) / sizeof(*looks) && r == 0; i++)
		r = each(n, looks[i].pattern, looks[i].f);
	for (size_t i = 0; i < N_REMAINS; i++)
		words_sort(&n->left[i]);
	return r;
}
