/* SPDX-License-Identifier: GPL-2.0-or-later */
/* intent: find what this node should have. */
#include "intent.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "conf.h"
#include "file.h"
#include "intentparts.h"
#include "text.h"

#define N(array)	(sizeof(array) / sizeof(*(array)))

static bool has(const struct intent *intent, const char *name, const char *place)
{
	for (size_t i = 0; i < intent->n; i++)
		if (strcmp(intent->v[i].ifname, name) == 0 && strcmp(intent->v[i].place, place) == 0)
			return true;
	return false;
}

int intent_add(struct intent *intent, const char *name, const char *file, unsigned line)
{
	struct purpose new = { 0 };
	_cleanup_free_ char *place = NULL;

	if (!text_is_ifname(name) || intent->n == INTENT_MAX)
		return 0;
	if ((line ? asprintf(&place, "%s:%u", file, line) : asprintf(&place, "%s", file)) < 0) {
		place = NULL;	/* undefined by then */
		return -ENOMEM;
	}
	text_defuse(place);
	if (has(intent, name, place))
		return 0;
	if (GROW(&intent->v, intent->n) < 0)
		return -ENOMEM;
	snprintf(new.ifname, sizeof(new.ifname), "%s", name);
	new.place = TAKE(place);
	intent->v[intent->n++] = new;
	return 0;
}

/* Files of other tools are only hints. status does not list those that cannot be read: a masked unit is /dev/null. */
static int note(struct intent *intent, const char *path, int error, intent_file_func f)
{
	_cleanup_free_ char *text = NULL;

	if (error == -ENOENT || f == intent_words)
		return 0;
	if (error == -EACCES || error == -EPERM)
		return words_have(&intent->closed, path) ? 0 : words_add(&intent->closed, path);
	if (asprintf(&text, "%s: %s", path, strerror(-error)) < 0) {
		text = NULL;
		return -ENOMEM;
	}
	text_defuse(text);
	return words_add(&intent->odd, text);
}

static int read_one(struct intent *intent, const char *path, intent_file_func f)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	int r = file_read(path, &text, &size);

	if (r == -ENOMEM)
		return r;
	return r < 0 ? note(intent, path, r, f) : f(intent, path, text);
}

static bool is_hidden(const char *path, const char *const *hiders, size_t n)
{
	char other[PATH_MAX];

	for (size_t i = 0; i < n; i++)
		if (snprintf(other, sizeof(other), "%s%s", hiders[i], strrchr(path, '/')) < (int)sizeof(other) && access(other, F_OK) == 0)
			return true;
	return false;
}

static int folder_error;	/* negative errno of a folder that could not be listed */

/* glob() itself goes on. */
static int on_folder(const char *path, int code)
{
	(void)path;
	if (code != ENOENT && code != ENOTDIR)
		folder_error = -code;
	return 0;
}

int intent_each_file(struct intent *intent, const char *pattern, const char *const *hiders, size_t n_hiders, intent_file_func f)
{
	char folder[64];
	glob_t found = { 0 };
	int r;

	if (!strpbrk(pattern, "*?["))	/* glob() does not tell a file that may not be seen from none */
		return read_one(intent, pattern, f);
	folder_error = 0;
	r = glob(pattern, 0, on_folder, &found);
	snprintf(folder, sizeof(folder), "%.*s", (int)(strrchr(pattern, '/') - pattern), pattern);
	if (r != 0)
		found.gl_pathc = 0;
	if (r == GLOB_NOSPACE || folder_error == -ENOMEM)
		r = -ENOMEM;
	else
		r = folder_error ? note(intent, folder, folder_error, f) : 0;
	for (size_t i = 0; i < found.gl_pathc && r == 0; i++)
		if (!is_hidden(found.gl_pathv[i], hiders, n_hiders))
			r = read_one(intent, found.gl_pathv[i], f);
	globfree(&found);
	return r;
}

/* Names of "iface" lines, and those that stand in bridges, bonds and VLANs. A range is no one name. */
static int add_sections(struct intent *intent, const struct sections *all)
{
	static const char *const options[] = { "bridge-ports", "bond-slaves", "bond-ports", "slaves", "vlan-raw-device", "ovs-ports", "ovs-bonds" };
	int r = 0;

	for (size_t i = 0; i < all->n && r == 0; i++) {
		const struct section *s = &all->v[i];
		char name[64];

		snprintf(name, sizeof(name), "%.63s", s->name);
		name[strcspn(name, ":")] = '\0';	/* an alias */
		r = intent_add(intent, name, s->file, s->line);
		for (size_t k = 0; k < N(options) && r == 0; k++) {
			const char *value = section_option(all, s, options[k]);
			_cleanup_free_ char *copy = value ? strdup(value) : NULL;
			char *save = NULL;

			if (value && !copy)
				return -ENOMEM;
			for (char *w = copy ? strtok_r(copy, " \t", &save) : NULL; w && r == 0; w = strtok_r(NULL, " \t", &save))
				r = intent_add(intent, w, s->file, s->line);
		}
	}
	return r;
}

/* Of two files with one name the one in the more important folder counts. */
static int add_networks(struct intent *intent)
{
	static const char *const folders[] = {
		"/etc/systemd/network", "/run/systemd/network", "/usr/local/lib/systemd/network", "/usr/lib/systemd/network",
	};
	char pattern[64];
	int r = 0;

	for (size_t i = 0; i < N(folders) && r == 0; i++) {
		snprintf(pattern, sizeof(pattern), "%s/*.network", folders[i]);
		r = intent_each_file(intent, pattern, folders, i, intent_network);
	}
	return r;
}

/* Ports that the settings of a fabric name, not the defaults. */
static int add_settings(struct intent *intent)
{
	_cleanup_free_ char *copy = strdup(conf_text(CONF_FABRIC_INTERFACES));
	char *save = NULL;
	int r = 0;

	if (!copy)
		return -ENOMEM;
	for (char *w = strtok_r(copy, " ,", &save); w && r == 0; w = strtok_r(NULL, " ,", &save))
		r = intent_add(intent, w, "TBNET_FABRIC_INTERFACES in " CONF_FILE, 0);
	return r;
}

int intent_read(const struct sections *sections, struct intent *ret)
{
	static const struct {
		const char *pattern;
		intent_file_func f;
	} files[] = {
		{ "/etc/netplan/*.yaml", intent_netplan },
		{ "/etc/NetworkManager/system-connections/*.nmconnection", intent_connection },
		{ "/etc/frr/frr.conf", intent_frr },
		{ "/etc/pve/sdn/fabrics.cfg", intent_fabrics },
		{ "/etc/systemd/system/*.service", intent_words },
		{ "/etc/cron.d/*", intent_words },
		{ "/etc/nftables.conf", intent_words },
		{ "/etc/pve/firewall/*.fw", intent_words },
		{ "/etc/dnsmasq.conf", intent_words },
		{ "/etc/dnsmasq.d/*", intent_words },
	};
	struct intent intent = { 0 };
	int r = add_sections(&intent, sections);

	if (r == 0)
		r = add_networks(&intent);
	for (size_t i = 0; i < N(files) && r == 0; i++)
		r = intent_each_file(&intent, files[i].pattern, NULL, 0, files[i].f);
	if (r == 0)
		r = add_settings(&intent);
	if (r < 0)
		intent_free(&intent);
	else
		*ret = intent;
	return r;
}

void intent_free(struct intent *intent)
{
	for (size_t i = 0; i < intent->n; i++)
		free(intent->v[i].place);
	free(intent->v);
	words_free(&intent->closed);
	words_free(&intent->odd);
	*intent = (struct intent){ 0 };
}

const struct purpose *intent_find(const struct intent *intent, const char *ifname)
{
	for (size_t i = 0; i < intent->n; i++)
		if (strcmp(intent->v[i].ifname, ifname) == 0)
			return &intent->v[i];
	return NULL;
}
