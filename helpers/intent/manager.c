/* SPDX-License-Identifier: GPL-2.0-or-later */
/* manager: tell whether systemd-networkd or NetworkManager configures a netdev. */
#include "manager.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"
#include "text.h"

#define NETWORKD	"/run/systemd/netif/links/%d"
#define NM		"/run/NetworkManager/devices/%d"
#define NETPLAN		"/run/systemd/network/10-netplan-"	/* netplan's networkd back end */

/* The value of "KEY=", a line of its own, into buf if it fits and is clean. */
static bool get(const char *text, const char *key, char *buf, size_t size)
{
	size_t len = strlen(key);

	for (const char *line = text; line; line = strchr(line, '\n')) {
		size_t n;

		line += *line == '\n';
		if (strncmp(line, key, len) != 0 || line[len] != '=')
			continue;
		line += len + 1;
		n = strcspn(line, "\n");
		if (n >= size)
			return false;
		memcpy(buf, line, n);
		buf[n] = '\0';
		return text_is_clean(buf);
	}
	return false;
}

static char *read_state(const char *format, int ifindex)
{
	char path[64], *text;
	size_t size;

	snprintf(path, sizeof(path), format, ifindex);
	return file_read(path, &text, &size) < 0 ? NULL : text;
}

static bool ask_networkd(int ifindex, struct manager *ret)
{
	static const char *const at_work[] = { "configuring", "configured", "failed" };
	_cleanup_free_ char *text = read_state(NETWORKD, ifindex);
	struct manager m = { 0 };

	if (!text || !get(text, "ADMIN_STATE", m.state, sizeof(m.state)))
		return false;
	if (!get(text, "NETWORK_FILE", m.what, sizeof(m.what)))
		m.what[0] = '\0';
	for (size_t i = 0; i < 3 && !m.tool; i++)
		if (strcmp(m.state, at_work[i]) == 0)
			m.tool = strncmp(m.what, NETPLAN, strlen(NETPLAN)) == 0 ? "netplan" : "systemd-networkd";
	if (m.tool)
		*ret = m;
	return m.tool;
}

static bool ask_nm(int ifindex, struct manager *ret)
{
	_cleanup_free_ char *text = read_state(NM, ifindex);
	struct manager m = { .tool = "NetworkManager" };
	char managed[8];

	if (!text || !get(text, "managed", managed, sizeof(managed)) || strcmp(managed, "true") != 0 ||
	    !get(text, "connection-uuid", m.what, sizeof(m.what)))
		return false;
	*ret = m;
	return true;
}

void manager_of(int ifindex, struct manager *ret)
{
	*ret = (struct manager){ 0 };
	if (!ask_networkd(ifindex, ret))
		ask_nm(ifindex, ret);
}
