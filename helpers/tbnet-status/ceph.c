/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ceph: whether its daemons on the mesh wait for the mesh at boot. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "lines.h"
#include "host.h"
#include "text.h"

#define CONF	"/etc/ceph/ceph.conf"

static bool exists(const char *pattern)
{
	glob_t found = { 0 };
	bool yes = glob(pattern, 0, NULL, &found) == 0;

	globfree(&found);
	return yes;
}

/* "10.100.0.0/24" holds "10.100.0.12/32" */
static bool holds(const char *network, const char *address)
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

static bool is_ours(const struct host *n, const char *network)
{
	for (size_t i = 0; i < n->n_ports; i++)
		for (size_t k = 0; k < n->ports[i].addresses.n; k++)
			if (holds(network, n->ports[i].addresses.v[k]))
				return true;
	return false;
}

/* Ceph takes "public network" for "public_network". */
static bool is_network_key(const char *line)
{
	size_t n = strncmp(line, "public", 6) == 0 ? 6 : strncmp(line, "cluster", 7) == 0 ? 7 : 0;

	return n && (line[n] == '_' || line[n] == ' ') && strncmp(line + n + 1, "network", 7) == 0;
}

/* "public_network = 10.100.0.0/24, fd00::/64" */
static bool is_on_mesh(const struct host *n, char *text)
{
	for (char *line = lines_line(&text); line; line = lines_line(&text)) {
		char *save = NULL, *value = strchr(line, '=');

		if (!value || !is_network_key(line))
			continue;
		for (char *w = strtok_r(value + 1, " \t,", &save); w; w = strtok_r(NULL, " \t,", &save))
			if (is_ours(n, w))
				return true;
	}
	return false;
}

/* A drop-in for any of its units that names one of ours: the package's, or an administrator's. */
static enum seen waits(void)
{
	static const char *const patterns[] = {
		"/etc/systemd/system/ceph*.d/*.conf", "/run/systemd/system/ceph*.d/*.conf",
		"/usr/lib/systemd/system/ceph*.d/*.conf",
	};
	enum seen found = NO;

	for (size_t i = 0; i < 3; i++) {
		glob_t files = { 0 };

		if (glob(patterns[i], 0, NULL, &files) != 0)
			files.gl_pathc = 0;
		for (size_t k = 0; k < files.gl_pathc && found != YES; k++) {
			_cleanup_free_ char *text = lines_read(files.gl_pathv[k]);

			if (text && (strstr(text, "tbnet-ceph.service") || strstr(text, "tbnet-online.service")))
				found = YES;
			else if (!text && host_is_closed(files.gl_pathv[k]))
				found = UNSEEN;
		}
		globfree(&files);
	}
	return found;
}

int ceph_read(struct host *n)
{
	_cleanup_free_ char *text = NULL;

	/* mon.target and osd.target of this host */
	if (!exists("/etc/systemd/system/ceph-*.target.wants/*.service"))
		return 0;
	if (host_is_closed(CONF))
		return host_not_permitted(n, CONF);
	text = lines_read(CONF);
	if (!text || !is_on_mesh(n, text))
		return 0;
	n->ceph_waits = waits();
	return n->ceph_waits == UNSEEN ? host_not_permitted(n, "what Ceph waits for") : 0;
}
