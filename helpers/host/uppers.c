/* SPDX-License-Identifier: GPL-2.0-or-later */
/* uppers: find the bridge or bond of each link, the tool that configures it, and missing router ids. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "host.h"
#include "rtnl.h"

#define LOOK_MS	3000	/* as in links.c */

DEFINE_CLEANUP(DIR *, cleanup_dir, closedir)

struct search {
	struct host *n;
	struct nl_sock *sock;
};

static int add_gap(struct host *n, const char *ifname, const char *address, const struct stanza *stanza)
{
	struct gap gap = { .ifname = strdup(ifname), .address = strdup(address) };

	if (asprintf(&gap.place, "%s:%u", stanza->file, stanza->line) < 0)
		gap.place = NULL;
	if (gap.ifname && gap.address && gap.place && GROW(&n->gaps, n->n_gaps) == 0) {
		n->gaps[n->n_gaps++] = gap;
		return 0;
	}
	free(gap.ifname);
	free(gap.address);
	free(gap.place);
	return -ENOMEM;
}

static int read_router_id(const char *ifname, const struct stanza *stanza, void *data)
{
	_cleanup_(words_free) struct words addresses = { 0 };
	struct search *s = data;
	struct link link;
	int r = link_get(s->sock, 0, ifname, &link);

	if (r == 0)
		r = host_addresses(s->sock, link.ifindex, &addresses);
	if (r < 0 && r != -ENODEV)
		return r;
	for (size_t i = 0; i < stanza->n_addresses; i++)
		if (!host_has_address(&addresses, stanza->addresses[i]))
			return add_gap(s->n, ifname, stanza->addresses[i], stanza);
	return 0;
}

/* The kernel keeps a link "upper_en05.10" in the folder of the netdev for each that stands on it. */
static bool carries(const char *ifname)
{
	_cleanup_(cleanup_dir) DIR *d = NULL;
	struct dirent *entry;
	char dir[64];

	snprintf(dir, sizeof(dir), "/sys/class/net/%s", ifname);
	d = opendir(dir);
	while (d && (entry = readdir(d)))
		if (strncmp(entry->d_name, "upper_", 6) == 0)
			return true;
	return false;
}

int uppers_read(struct host *n)
{
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	int r = rtnl_open(LOOK_MS, &sock);

	for (size_t i = 0; i < n->n_ports && r == 0; i++) {
		struct host_port *p = &n->ports[i];

		if (!p->there)
			continue;
		p->carries = carries(p->link.name);
		manager_of(p->link.ifindex, &p->manager);
		r = p->link.master ? link_get(sock, p->link.master, NULL, &p->upper) : 0;
		if (r == -ENODEV)	/* gone just now */
			r = 0;
	}
	return r < 0 ? r : interfaces_each_router_id(&n->sections, read_router_id, &(struct search){ n, sock });
}
