/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cephnet: ceph.conf, and its networks. */
#include "cephnet.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"
#include "lines.h"
#include "text.h"

bool cephnet_holds(const char *network, const char *address)
{
	unsigned char a[16], b[16];
	char text[INET6_ADDRSTRLEN];
	const char *slash = strchr(network, '/');
	unsigned bits, family = strchr(network, ':') ? AF_INET6 : AF_INET;

	if (!slash || (size_t)(slash - network) >= sizeof(text) ||
	    text_to_uint(slash + 1, 0, family == AF_INET ? 32 : 128, &bits) < 0)
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)(slash - network), network);
	if (inet_pton((int)family, text, a) != 1)
		return false;
	snprintf(text, sizeof(text), "%.*s", (int)strcspn(address, "/"), address);
	if (inet_pton((int)family, text, b) != 1)
		return false;
	return memcmp(a, b, bits / 8) == 0 &&
	       (bits % 8 == 0 || ((a[bits / 8] ^ b[bits / 8]) & (0xff00 >> bits % 8) & 0xff) == 0);
}

/* Ceph takes "public network" and "public-network" for "public_network", and cuts comments off. */
bool cephnet_next(char **text, struct cephnet_setting *line)
{
	for (char *l = lines_line(text); l; l = lines_line(text)) {
		char *value;

		l[strcspn(l, "#;")] = '\0';
		value = strchr(l, '=');
		if (*l == '[') {
			line->section = l + 1;
			line->section[strcspn(line->section, "]")] = '\0';
		}
		if (*l == '[' || !value)
			continue;
		*value++ = '\0';
		line->name = lines_line(&l);
		line->value = lines_line(&value);
		for (char *c = line->name; c && *c; c++)
			*c = strchr(" \t-", *c) ? '_' : *c;
		if (line->name && line->value)
			return true;
	}
	return false;
}

/* "public_network = 10.100.0.0/24, fd00::/64" */
bool cephnet_any(char *text, bool (*f)(enum cephnet which, const char *network, void *data), void *data)
{
	struct cephnet_setting l = { .section = "" };

	while (cephnet_next(&text, &l)) {
		char *save = NULL;

		if (strcmp(l.name, "public_network") != 0 && strcmp(l.name, "cluster_network") != 0)
			continue;
		for (char *w = strtok_r(l.value, " \t,", &save); w; w = strtok_r(NULL, " \t,", &save))
			if (f(*l.name == 'p' ? CEPHNET_PUBLIC : CEPHNET_CLUSTER, w, data))
				return true;
	}
	return false;
}

struct membership {
	const char *address;
	bool any, in;	/* a public network at all, and one with the address */
};

static bool look_at_network(enum cephnet which, const char *network, void *data)
{
	struct membership *m = data;

	m->any |= which == CEPHNET_PUBLIC;
	m->in |= which == CEPHNET_PUBLIC && cephnet_holds(network, m->address);
	return m->in;
}

bool cephnet_is_public(const char *address)
{
	struct membership m = { .address = address };
	_cleanup_free_ char *text = NULL;
	size_t size;

	return file_read(CEPH_CONF, &text, &size) < 0 || cephnet_any(text, look_at_network, &m) || !m.any;
}

bool cephnet_is_initialized(void)
{
	static const char *const monitors[] = { "mon_host", "mon host", "[mon." };
	_cleanup_free_ char *text = NULL;
	size_t size;

	if (file_read(CEPH_CONF, &text, &size) < 0)
		return false;
	for (size_t i = 0; i < sizeof(monitors) / sizeof(*monitors); i++)
		if (strstr(text, monitors[i]))
			return false;
	return strstr(text, "fsid");
}
