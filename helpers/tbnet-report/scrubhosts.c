/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scrubhosts: find the names of hosts in texts. */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "scrub.h"

#define LETTERS		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#define NAME_SIZE	253	/* bytes (RFC 1035) */

/* They tell nothing, and stand in paths, settings and names of programs. */
static const char *const common[] = {
	"address", "all", "auto", "bond", "bridge", "bus", "ceph", "cluster", "conf", "corosync", "debian", "default", "dev", "domain",
	"driver", "error", "etc", "fabric", "frr", "gateway", "host", "hostname", "iface", "inet", "inet6", "interface", "interfaces", "ip", "ip6", "kernel", "lib", "link", "linux",
	"lo", "local", "localhost", "log", "mac", "master", "mesh", "mgr", "mon", "mtu", "name", "net", "network", "networks", "node",
	"none", "off", "on", "openfabric", "ospf", "osd", "pci", "port", "proc", "proxmox", "public", "pve", "root", "route", "router", "run",
	"sdn", "server", "source", "static", "sys", "sysctl", "system", "systemd", "tb", "tbnet", "thunderbolt", "up", "usb4", "usr", "var", "vlan", "vm", "zebra",
};

static bool has_letter(const char *name)
{
	for (const char *c = name; *c; c++)
		if (isalpha((unsigned char)*c) || (unsigned char)*c >= 0x80)
			return true;
	return false;
}

static bool is_common(const char *name)
{
	for (size_t i = 0; i < sizeof(common) / sizeof(*common); i++)
		if (strcasecmp(name, common[i]) == 0)
			return true;
	/* of one letter every second word would be a host */
	return strlen(name) < 2;
}

int scrub_add_host(struct scrub *s, const char *name)
{
	const char *dot = strchr(name, '.');
	_cleanup_free_ char *host = strndup(name, dot ? (size_t)(dot - name) : strlen(name));

	if (!host)
		return -ENOMEM;
	if (!has_letter(host))	/* an address is replaced as such */
		return 0;
	if (dot && strchr(dot + 1, '.') && scrub_number(s, SCRUB_DOMAIN, dot + 1) < 0)
		return -ENOMEM;
	if (is_common(host))
		return words_have(&s->kept, host) ? 0 : words_add(&s->kept, host);
	return scrub_number(s, SCRUB_HOST, host) < 0 ? -ENOMEM : 0;
}

/* Adds the name that begins at AT, if one does. */
static int take(struct scrub *s, const char *at)
{
	_cleanup_free_ char *name = NULL;
	size_t n = isalnum((unsigned char)*at) ? strspn(at, LETTERS ".-") : 0;

	if (!n || n > NAME_SIZE)
		return 0;
	name = strndup(at, n);
	return name ? scrub_add_host(s, name) : -ENOMEM;
}

/* "n1=10.0.0.1 n2=10.0.0.2" */
static int find_nodes(struct scrub *s, const char *text)
{
	static const char setting[] = "TBNET_FABRIC_NODES=";
	int r = 0;

	for (text = strstr(text, setting); text && r == 0; text = strstr(text, setting))
		for (text += strlen(setting); *text && *text != '\n' && r == 0; text += strcspn(text, " \t\n")) {
			text += strspn(text, " \t\"'");
			r = take(s, text);
		}
	return r;
}

int scrub_find_hosts(struct scrub *s, const char *text)
{
	/* a name is behind it, and behind what may stand in between */
	static const char *const keys[] = {
		"hostname ", "host-name ", "ring0_addr:", "ring1_addr:", "name:", "openfabric_node:", "ospf_node:", "\"node\"", "\"node_id\"", "\"adj\"",
		"\"hostname\"", "\"active_name\"", "\"displayName\"", "\"hostName\"", "mon_host", "mon host", "mon_initial_members", "mon initial members",
	};
	int r = find_nodes(s, text);

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys) && r == 0; i++)
		for (const char *at = strstr(text, keys[i]); at && r == 0; at = strstr(at, keys[i])) {
			bool begins = at == text || strchr(" \t\n{,", at[-1]);

			at += strlen(keys[i]);
			if (!begins)
				continue;
			at += strspn(at, " \t:=\"");
			if (strstr(keys[i], "_node:"))	/* the fabric's name is in front */
				at += strcspn(at, "_\n") + (at[strcspn(at, "_\n")] == '_');
			r = take(s, at);
		}
	return r;
}
