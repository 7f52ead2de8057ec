/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linkmatch: is a .link file meant for a netdev? As systemd's src/shared/net-condition.c,
 * for what can be known of a Thunderbolt netdev before it is there. */
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "linkfiles.h"
#include "port.h"

/* Any of the patterns, none of the inverted ones; no pattern at all matches. */
static bool any_matches(const struct words *patterns, const char *value)
{
	bool match = false, positive = false;

	for (size_t i = 0; i < patterns->n; i++) {
		const char *p = patterns->v[i];
		bool invert = *p == '!';

		positive |= !invert;
		if (fnmatch(p + invert, value, 0) != 0)
			continue;
		if (invert)
			return false;
		match = true;
	}
	return match || !positive;
}

/* A property that the netdev will have; NULL: not, or not known. */
static const char *property(const struct link_target *t, const char *key, char *buf, size_t size)
{
	if (strcmp(key, "ID_PATH") == 0)
		snprintf(buf, size, "pci-%s", t->controller);
	else if (strcmp(key, "TBNET_CONTROLLER") == 0)
		snprintf(buf, size, "%s", t->controller);
	else if (strcmp(key, "TBNET_PORT") == 0 && t->port)
		snprintf(buf, size, "%u", t->port);
	else if (strcmp(key, "TBNET_OWN_NAME") == 0 && t->own)
		return "yes";
	else if (strcmp(key, "TBNET_PEER") == 0 && t->peer && *t->peer)
		snprintf(buf, size, "%s", t->peer);
	else if (strcmp(key, "TBNET_PEER_NAME") == 0 && t->peer_name && *t->peer_name)
		snprintf(buf, size, "%s", t->peer_name);
	else
		return NULL;
	return buf;
}

/* All of them, each KEY=PATTERN. */
static bool properties_match(const struct words *list, const struct link_target *t)
{
	for (size_t i = 0; i < list->n; i++) {
		bool invert = *list->v[i] == '!', yes;
		const char *p = list->v[i] + invert, *value = strchr(p, '='), *real;
		char key[32] = "", buf[160];

		if (!value)
			return false;
		if ((size_t)(value - p) < sizeof(key))
			memcpy(key, p, (size_t)(value - p));
		real = property(t, key, buf, sizeof(buf));
		yes = real && fnmatch(value + 1, real, 0) == 0;
		if (yes == invert)
			return false;
	}
	return true;
}

static bool mac_matches(const struct words *list, const char *mac)
{
	for (size_t i = 0; i < list->n; i++)
		if (mac && *mac && strcasecmp(list->v[i], mac) == 0)
			return true;
	return list->n == 0;
}

/* True if the list picks something out: '*' and what is only inverted do not. */
static bool picks(const struct words *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (*list->v[i] != '!' && strcmp(list->v[i], "*") != 0)
			return true;
	return false;
}

/* A name of the kernel's order of discovery: which netdev gets it is not known. */
static bool original_is_ours(const struct words *list)
{
	for (size_t i = 0; i < list->n; i++)
		if (strncmp(list->v[i], "thunderbolt", 11) == 0)
			return true;
	return false;
}

bool link_file_matches(const struct link_file *f, const struct link_target *t)
{
	bool original = original_is_ours(&f->originals);
	char path[32];

	if (f->error || f->foreign)
		return false;
	if (!picks(&f->paths) && !picks(&f->drivers) && !picks(&f->properties) && !original)
		return false;	/* for all netdevs, or one MAC address: not meant for us */
	snprintf(path, sizeof(path), "pci-%s", t->controller);
	return any_matches(&f->paths, path) && any_matches(&f->drivers, PORT_DRIVER) &&
	       any_matches(&f->types, "ether") && properties_match(&f->properties, t) &&
	       mac_matches(&f->macs, t->mac) &&
	       (original || any_matches(&f->originals, "thunderbolt0"));
}

const struct link_file *link_files_find(const struct link_files *files,
					const struct link_target *target)
{
	for (size_t i = 0; i < files->n; i++)
		if (link_file_matches(&files->v[i], target))
			return &files->v[i];
	return NULL;
}

const char *link_file_near_path(const struct link_file *f, const char *controller)
{
	size_t n = strlen(controller);

	for (size_t i = 0; i < f->paths.n && !f->error; i++) {
		const char *p = f->paths.v[i];

		if (strncmp(p, "pci-", 4) == 0 && strncmp(p + 4, controller, n) == 0 && p[4 + n] == '-')
			return p;
	}
	return NULL;
}
