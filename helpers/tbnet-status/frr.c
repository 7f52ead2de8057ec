/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frr: whether OpenFabric runs, and with which neighbor on each link.
 *
 * Asked by vtysh, in one go, with a deadline: a daemon that hangs must not take the
 * status along. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "frr.h"
#include "lines.h"
#include "host.h"
#include "text.h"

#define FABRICD		"/usr/lib/frr/fabricd"
#define DAEMONS		"/etc/frr/daemons"
#define FABRICD_VTY	"/run/frr/fabricd.vty"
#define LSP_GEN_DEFAULT	30	/* fabricd.c: DEFAULT_MIN_LSP_GEN_INTERVAL, s */

static enum seen is_wanted(void)
{
	_cleanup_free_ char *text = lines_read(DAEMONS);
	char *rest = text;

	if (!text)
		return access(DAEMONS, R_OK) < 0 && errno != ENOENT ? UNSEEN : NO;
	for (char *line = lines_line(&rest); line; line = lines_line(&rest))
		if (strncmp(line, "fabricd=yes", 11) == 0)
			return YES;
	return NO;
}

static struct host_port *port_named(struct host *n, const char *ifname)
{
	for (size_t i = 0; i < n->n_ports; i++)
		if (n->ports[i].netdev && strcmp(n->ports[i].netdev->name, ifname) == 0)
			return &n->ports[i];
	return NULL;
}

static void add_neighbor(const char *ifname, const char *name, const char *state, void *data)
{
	struct host_port *p = port_named(data, ifname);

	if (!p)
		return;
	snprintf(p->neighbor, sizeof(p->neighbor), "%s", name);
	p->adjacent = strcmp(state, "Up") == 0;
}

/* "interface en05" … " ip router openfabric tb4" … "exit"; "router openfabric tb4" …
 * " lsp-gen-interval 1" */
static void read_config(struct host *n, char *text)
{
	struct host_port *p = NULL;

	for (char *line = lines_line(&text); line; line = lines_line(&text)) {
		char *word = lines_next(&line), *next = word ? lines_next(&line) : NULL;

		if (!next)
			continue;
		if (strcmp(word, "interface") == 0)
			p = port_named(n, next);
		else if (strcmp(word, "router") == 0 && strcmp(next, "openfabric") == 0)
			n->frr.lsp_gen = n->frr.lsp_gen ? n->frr.lsp_gen : LSP_GEN_DEFAULT;
		else if (strcmp(word, "lsp-gen-interval") == 0)
			text_to_uint(next, 1, 120, &n->frr.lsp_gen);
		else if (p && strcmp(word, "openfabric") == 0 && strcmp(next, "passive") == 0)
			p->fabric = NO;
		else if (p && (strcmp(word, "ip") == 0 || strcmp(word, "ipv6") == 0) && strcmp(next, "router") == 0)
			p->fabric = YES;
	}
}

/* A user whom vtysh refuses learns nothing of FRR; one that hangs hangs for all. */
static bool is_refused(int r)
{
	return r && r != -ETIMEDOUT && r != -EMSGSIZE && r != -ENOMEM && geteuid() != 0;
}

static int ask(struct host *n)
{
	struct frr_look look = { 0 };
	int r;

	if (access(FABRICD_VTY, W_OK) < 0 && errno == EACCES)
		return host_not_permitted(n, "FRR's neighbors (group frrvty)");
	r = frr_look(&look);
	if (is_refused(r))
		return host_not_permitted(n, "FRR's neighbors (vtysh)");
	for (size_t i = 0; i < n->n_ports; i++)
		n->ports[i].fabric = NO;
	if (r == 0) {
		frr_each_neighbour(&look, add_neighbor, n);
		read_config(n, look.config);
	}
	frr_look_free(&look);
	n->frr.asked = r == 0 ? YES : NO;
	n->frr.failure = r == 0 ? NULL : r == -ETIMEDOUT ? "vtysh did not answer within 5 s and was ended" :
			 r > 0 ? "vtysh failed" : r == -EBADMSG ? "vtysh's answer is not JSON" :
			 r == -EMSGSIZE ? "vtysh's answer has no end" : "vtysh cannot be run";
	return r == -ENOMEM ? r : 0;
}

int frr_read(struct host *n)
{
	enum seen wanted;
	int r;

	if (access(FABRICD, F_OK) < 0)
		return 0;	/* FRR_ABSENT */
	wanted = is_wanted();
	r = frr_runs("fabricd");
	if (r < 0)
		return host_not_permitted(n, "/run/frr");
	if (r > 0) {
		n->frr.state = FRR_RUNNING;
		return ask(n);
	}
	n->frr.state = wanted == YES ? FRR_STOPPED : FRR_OFF;
	return wanted == UNSEEN ? host_not_permitted(n, DAEMONS) : 0;
}
