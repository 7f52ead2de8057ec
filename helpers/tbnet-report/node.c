/* SPDX-License-Identifier: GPL-2.0-or-later */
/* node: write what is not in files as the text of "node": interfaces, addresses, routes, settings, programs. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "frr.h"
#include "jsonread.h"
#include "parts.h"
#include "process.h"
#include "sysfs.h"
#include "text.h"

#define IP		"/usr/sbin/ip"
#define RUN_MS		5000
#define ANSWER_MAX	(2 * ENTRIES_FILE)
#define LINKS_MAX	256

char *part_run(const char *const argv[], int *ret_code)
{
	char *text = NULL;
	int r = process_capture(argv, ANSWER_MAX, -1, clock_now() + RUN_MS, &text, NULL);

	if (ret_code)
		*ret_code = r;
	return text ? text : strdup("");
}

int part_put(struct entries *e, const char *path, int (*put)(FILE *f, const struct entries *e, const struct view *v), const struct view *v)
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);
	int r = f ? put(f, e, v) : -ENOMEM;

	if (f && text_finish(f, &text) < 0)
		r = -ENOMEM;
	if (r == 0)
		return entries_add(e, path, S_IFREG | 0644, text);
	free(text);
	return r;
}

static struct json_object *ask(const char *const argv[])
{
	_cleanup_free_ char *text = part_run(argv, NULL);

	return text ? json_parse(text) : NULL;
}

/* A word of a line; "" where it is none. */
static const char *word(struct json_object *o, const char *key)
{
	struct json_object *value = json_member(o, key);
	const char *text = value ? json_object_get_string(value) : "";

	return text_is_clean(text) && !strchr(text, ' ') ? text : "";
}

static bool has_flag(struct json_object *link, const char *flag)
{
	struct json_object *flags = json_member(link, "flags");

	for (size_t i = 0; i < json_length(flags); i++)
		if (strcmp(json_object_get_string(json_at(flags, i)), flag) == 0)
			return true;
	return false;
}

/* The kinds that a case knows by name; all others are cables in it. */
static void put_kind(FILE *f, struct json_object *link)
{
	struct json_object *info = json_member(link, "linkinfo"), *data = json_member(info, "info_data");
	const char *kind = word(info, "info_kind");

	if (strcmp(kind, "bridge") == 0 || strcmp(kind, "dummy") == 0 || strcmp(kind, "bond") == 0)
		fprintf(f, " %s", kind);
	else if (strcmp(kind, "vrf") == 0 && *word(data, "table"))
		fprintf(f, " vrf %s", word(data, "table"));
	else if (strcmp(kind, "vlan") == 0 && *word(link, "link") && *word(data, "id"))
		fprintf(f, " vlan %s %s", word(link, "link"), word(data, "id"));
}

static void put_link(FILE *f, const struct host *n, struct json_object *link)
{
	const char *name = word(link, "ifname"), *master = word(link, "master");
	const struct host_port *p = host_port_named(n, name);
	bool up = has_flag(link, "UP");

	if (!text_is_ifname(name) || strcmp(name, "lo") == 0)
		return;
	fprintf(f, "link %s", name);
	put_kind(f, link);
	fprintf(f, " index %s mtu %s", word(link, "ifindex"), word(link, "mtu"));
	if (strlen(word(link, "address")) == 17)
		fprintf(f, " address %s", word(link, "address"));
	if (*master)
		fprintf(f, " master %s", master);
	if (p && p->tso == YES)
		fputs(" tso", f);
	/* a bridge without members has none of its own */
	if (up && ((!has_flag(link, "LOWER_UP") && !json_member(link, "linkinfo")) || (p && !p->link.carrier)))
		fputs(" no-carrier", f);
	fprintf(f, " %s\n", up ? "up" : "down");
}

static bool is_vlan(struct json_object *link)
{
	return strcmp(word(json_member(link, "linkinfo"), "info_kind"), "vlan") == 0;
}

/* Bridges and bonds before what is in them: a VLAN needs its lower interface to be there. */
static void put_links(FILE *f, const struct host *n)
{
	_cleanup_(json_put) struct json_object *links = ask((const char *const[]){ IP, "-N", "-d", "-j", "link", "show", NULL });

	for (int vlans = 0; vlans < 2; vlans++)
		for (size_t i = 0; i < json_length(links) && i < LINKS_MAX; i++)
			if (is_vlan(json_at(links, i)) == vlans)
				put_link(f, n, json_at(links, i));
}

/* Skips what the kernel makes by itself. */
static void put_addresses(FILE *f)
{
	_cleanup_(json_put) struct json_object *links = ask((const char *const[]){ IP, "-N", "-j", "address", "show", NULL });

	for (size_t i = 0; i < json_length(links) && i < LINKS_MAX; i++) {
		struct json_object *link = json_at(links, i), *all = json_member(link, "addr_info");

		for (size_t k = 0; k < json_length(all); k++) {
			struct json_object *a = json_at(all, k);
			const char *address = word(a, "local");

			if (!*address || strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 || strncmp(address, "fe80:", 5) == 0)
				continue;
			fprintf(f, "address %s/%s dev %s\n", address, word(a, "prefixlen"), word(link, "ifname"));
		}
	}
}

/* Those that the kernel makes with an address (protocol 2) come with it. Ways of one route are on one line, behind "\". */
static int put_routes(FILE *f, const char *family)
{
	_cleanup_free_ char *text = part_run((const char *const[]){ IP, "-N", "-o", family, "route", "show", NULL }, NULL);
	char *save = NULL;

	if (!text)
		return -ENOMEM;
	for (char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		if (strstr(line, " proto 2 ") || strncmp(line, "fe80::", 6) == 0 || strncmp(line, "multicast ", 10) == 0)
			continue;
		for (char *c = line; *c; c++)
			*c = strchr("\\\t", *c) ? ' ' : *c;
		text_defuse(line);
		fprintf(f, "route %s\n", line);
	}
	return 0;
}

static void put_sysctl(FILE *f, const char *name)
{
	char path[128], value[16];

	snprintf(path, sizeof(path), "%s", name);
	for (char *dot = strchr(path, '.'); dot; dot = strchr(dot, '.'))
		*dot = '/';
	if (sysfs_read("/proc/sys", path, value, sizeof(value)) == 0 && *value && strspn(value, "0123456789-") == strlen(value))
		fprintf(f, "sysctl %s %s\n", name, value);
}

/* "all" comes first, since it sets the values of the interfaces. */
static void put_sysctls(FILE *f, const struct host *n)
{
	static const char *const all[] = {
		"net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding", "net.ipv4.fib_multipath_hash_policy", "net.ipv6.fib_multipath_hash_policy",
	};
	char name[128];

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		put_sysctl(f, all[i]);
	EACH_PORT(p) {
		if (!p->there || strchr(p->link.name, '.'))
			continue;
		snprintf(name, sizeof(name), "net.ipv4.conf.%s.forwarding", p->link.name);
		put_sysctl(f, name);
		snprintf(name, sizeof(name), "net.ipv6.conf.%s.forwarding", p->link.name);
		put_sysctl(f, name);
	}
}

/* Programs that are looked for; where a link leads tells ifupdown2 from ifupdown. */
static void put_programs(FILE *f)
{
	static const char *const programs[] = {
		"/usr/sbin/ifup", "/usr/sbin/ifdown", "/usr/sbin/ifquery", "/usr/sbin/ifreload", "/usr/bin/pveversion", "/usr/bin/vtysh", "/usr/lib/frr/frrinit.sh",
		"/usr/lib/frr/zebra", "/usr/lib/frr/fabricd", "/usr/lib/frr/ospfd", "/usr/lib/frr/bgpd", "/usr/sbin/NetworkManager", "/usr/bin/networkctl",
	};

	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		_cleanup_free_ char *real = realpath(programs[i], NULL);

		if (real && strcmp(real, programs[i]) != 0)
			fprintf(f, "program %s -> %s\n", programs[i], real);
		else if (real)
			fprintf(f, "program %s\n", programs[i]);
	}
}

static void put_processes(FILE *f)
{
	static const char *const daemons[] = { "zebra", "fabricd", "ospfd", "bgpd" };

	for (size_t i = 0; i < sizeof(daemons) / sizeof(*daemons); i++)
		if (frr_runs(daemons[i]) > 0)
			fprintf(f, "process %s /run/frr/%s.pid\n", daemons[i], daemons[i]);
}

static int put_node(FILE *f, const struct entries *e, const struct view *v)
{
	int r;

	(void)e;
	fprintf(f, "hostname %s\n", v->host.host);
	put_programs(f);
	put_processes(f);
	fputc('\n', f);
	put_links(f, &v->host);
	put_addresses(f);
	r = put_routes(f, "-4");
	if (r == 0)
		r = put_routes(f, "-6");
	put_sysctls(f, &v->host);
	return r;
}

int part_node(struct entries *e, const struct view *v)
{
	int r = access(IP, X_OK) < 0 ? entries_leave_out(e, "interfaces, addresses and routes", IP " does not exist") : 0;

	return r < 0 ? r : part_put(e, "node", put_node, v);
}
