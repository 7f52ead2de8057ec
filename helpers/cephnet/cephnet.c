/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cephnet: the networks of ceph.conf. */
#include "cephnet.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

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

/* Ceph takes "public network" for "public_network". */
static bool is_network_key(const char *line)
{
	size_t n = strncmp(line, "public", 6) == 0 ? 6 : strncmp(line, "cluster", 7) == 0 ? 7 : 0;

	return n && (line[n] == '_' || line[n] == ' ') && strncmp(line + n + 1, "network", 7) == 0;
}

/* "public_network = 10.100.0.0/24, fd00::/64" */
bool cephnet_any(char *text, bool (*f)(enum cephnet which, const char *network, void *data), void *data)
{
	for (char *line = lines_line(&text); line; line = lines_line(&text)) {
		char *save = NULL, *value = strchr(line, '=');

		if (!value || !is_network_key(line))
			continue;
		for (char *w = strtok_r(value + 1, " \t,", &save); w; w = strtok_r(NULL, " \t,", &save))
			if (f(*line == 'p' ? CEPHNET_PUBLIC : CEPHNET_CLUSTER, w, data))
				return true;
	}
	return false;
}
