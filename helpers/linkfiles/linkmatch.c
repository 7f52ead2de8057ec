/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linkmatch: match a .link file against a netdev, as systemd's src/shared/net-condition.c,
 * for what can be known of a Thunderbolt netdev before it is there. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "linkfile.h"
#include "port.h"

/* The pattern of a word of this key; NULL: of another one. */
static const char *pattern_of(const char *word, const char *key)
{
	size_t n = strlen(key);

	word += *word == '!';
	return strncmp(word, key, n) == 0 && word[n] == '=' ? word + n + 1 : NULL;
}

/* A name of the kernel's order of discovery: which netdev gets it is not known. */
static bool is_kernels(const char *word)
{
	return strncmp(word, "OriginalName=thunderbolt", 24) == 0;
}

/* Any of the patterns, none of the inverted ones; no pattern at all matches. */
static bool any_matches(const struct words *match, const char *key, const char *value)
{
	bool yes = false, positive = false;

	for (size_t i = 0; i < match->n; i++) {
		const char *word = match->v[i], *p = pattern_of(word, key);

		if (!p)
			continue;
		positive |= *word != '!';
		if (fnmatch(p, value, FNM_CASEFOLD) != 0 && !is_kernels(word))
			continue;
		if (*word == '!')
			return false;
		yes = true;
	}
	return yes || !positive;
}

/* A property that the netdev will have; NULL: not, or not known. */
static const char *property(const struct link_target *t, const char *key, const char *path, const char *port)
{
	const char *const known[][2] = {
		{ "ID_PATH", path }, { "TBNET_CONTROLLER", t->controller }, { "TBNET_PORT", port },
		{ "TBNET_OWN_NAME", t->own ? "yes" : NULL }, { "TBNET_PEER", t->peer }, { "TBNET_PEER_NAME", t->peer_name },
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (strcmp(key, known[i][0]) == 0)
			return known[i][1] && *known[i][1] ? known[i][1] : NULL;
	return NULL;
}

/* All of them, each KEY=PATTERN. */
static bool properties_match(const struct words *match, const struct link_target *t, const char *path)
{
	char port[12] = "";

	if (t->port)
		snprintf(port, sizeof(port), "%u", t->port);
	for (size_t i = 0; i < match->n; i++) {
		const char *p = pattern_of(match->v[i], "Property"), *value = p ? strchr(p, '=') : NULL, *real;
		char key[32] = "";

		if (!p)
			continue;
		if (!value)
			return false;
		if ((size_t)(value - p) < sizeof(key))
			memcpy(key, p, (size_t)(value - p));
		real = property(t, key, path, port);
		if ((real && fnmatch(value + 1, real, 0) == 0) == (*match->v[i] == '!'))
			return false;
	}
	return true;
}

/* False for a file for all netdevs, or for one MAC address alone. */
static bool picks(const struct words *match)
{
	static const char *const keys[] = { "Path", "Driver", "Property" };
	const char *p;

	for (size_t i = 0; i < match->n; i++) {
		if (is_kernels(match->v[i]))
			return true;
		for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++)
			if (*match->v[i] != '!' && (p = pattern_of(match->v[i], keys[k])) && strcmp(p, "*") != 0)
				return true;
	}
	return false;
}

bool link_file_matches(const struct link_file *f, const struct link_target *t)
{
	char path[32];
	const char *const all[][2] = {
		{ "Path", path }, { "Driver", PORT_DRIVER }, { "Type", "ether" }, { "Kind", "" },
		{ "OriginalName", "thunderbolt0" }, { "MACAddress", t->mac ? t->mac : "" },
	};

	if (f->error || !picks(&f->match))
		return false;
	snprintf(path, sizeof(path), "pci-%s", t->controller);
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		if (!any_matches(&f->match, all[i][0], all[i][1]))
			return false;
	return properties_match(&f->match, t, path);
}

bool link_file_names(const struct link_file *f, const char *key, const char *value)
{
	for (size_t i = 0; i < f->match.n && value; i++) {
		const char *p = pattern_of(f->match.v[i], key);

		if (p && *f->match.v[i] != '!' && strcasecmp(p, value) == 0)
			return true;
	}
	return false;
}

const char *link_file_near_path(const struct link_file *f, const char *controller)
{
	size_t n = strlen(controller);

	for (size_t i = 0; i < f->match.n && !f->error; i++) {
		const char *p = f->match.v[i];

		if (strncmp(p, "Path=pci-", 9) == 0 && strncmp(p + 9, controller, n) == 0 && p[9 + n] == '-')
			return p + 5;
	}
	return NULL;
}
