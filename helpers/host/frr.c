/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frr: find the routing daemons that run, and their neighbor on each link.
 *
 * Each is asked by vtysh in one go, all of them until one deadline: a daemon that hangs must not take the status along. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "host.h"
#include "lines.h"
#include "prefix.h"

#define DAEMONS	"/etc/frr/daemons"

/* "fabricd=yes" */
static enum seen is_wanted(const char *daemon)
{
	_cleanup_free_ char *text = lines_read(DAEMONS);
	char *rest = text, line_of[32];

	if (!text)
		return access(DAEMONS, R_OK) < 0 && errno != ENOENT ? UNSEEN : NO;
	snprintf(line_of, sizeof(line_of), "%s=yes", daemon);
	for (char *line = lines_line(&rest); line; line = lines_line(&rest))
		if (strncmp(line, line_of, strlen(line_of)) == 0)
			return YES;
	return NO;
}

/* The port that is called so, or that has a network with the neighbor's address. */
static struct host_port *port_of(struct host *n, const char *where)
{
	struct prefix address, own;

	if (host_port_named(n, where) || prefix_parse(where, &address) < 0)
		return host_port_named(n, where);
	for (size_t i = 0; i < n->n_ports; i++)
		for (size_t k = 0; k < n->ports[i].addresses.n; k++)
			if (prefix_parse(n->ports[i].addresses.v[k], &own) == 0 && prefix_contains(&own, &address))
				return &n->ports[i];
	return NULL;
}

struct asked {
	struct host *n;
	enum frr_protocol protocol;
};

/* Of two protocols on one port the one that has no neighbor counts; of two neighbors of one, the one that is up. */
static void add_neighbor(const char *where, const char *name, const char *state, bool up, void *data)
{
	const struct asked *a = data;
	struct host_port *p = port_of(a->n, where);

	(void)state;
	if (!p || (*p->neighbor && p->protocol == a->protocol && p->adjacent))
		return;
	if (*p->neighbor && p->protocol != a->protocol && !p->adjacent)
		return;
	snprintf(p->neighbor, sizeof(p->neighbor), "%s", name);
	p->adjacent = up;
	p->protocol = a->protocol;
	if (a->protocol == FRR_BGP)	/* it has no neighbors but those that are configured */
		p->fabric = YES;
}

/* A port on which it is to run has no neighbor until one is found. */
static void read_config(struct host *n, const struct frr_look *look)
{
	for (size_t i = 0; i < look->config.n_interfaces; i++) {
		const struct frr_interface *f = &look->config.interfaces[i];
		struct host_port *p = f->runs && !f->passive ? port_of(n, f->name) : NULL;
		const struct frr_router *router = p ? frr_router(&look->config, f->router) : NULL;

		if (!p)
			continue;
		p->fabric = YES;
		p->protocol = look->protocol;
		p->adjacent = false;
		p->neighbor[0] = '\0';
		if (look->protocol != FRR_OPENFABRIC || !router || router->lsp_gen <= n->frr.lsp_gen)
			continue;
		n->frr.lsp_gen = router->lsp_gen;
		snprintf(n->frr.router, sizeof(n->frr.router), "%s", router->name);
	}
}

/* A user whom vtysh refuses learns nothing of FRR; one that hangs hangs for all. */
static bool is_refused(int r)
{
	return r && r != -ETIMEDOUT && r != -EMSGSIZE && r != -ENOMEM && geteuid() != 0;
}

static const char *failure_of(int r)
{
	return r == -ETIMEDOUT ? "vtysh did not answer within 5 s" : r > 0 ? "vtysh failed" :
	       r == -EBADMSG ? "vtysh's answer is not JSON" : r == -EMSGSIZE ? "vtysh's answer has no end" : "vtysh cannot be run";
}

static int ask(struct host *n, enum frr_protocol protocol, int64_t deadline)
{
	struct asked asked = { n, protocol };
	struct frr_look look = { 0 };
	char vty[48];
	int r;

	snprintf(vty, sizeof(vty), "/run/frr/%s.vty", frr_daemon(protocol));
	if (access(vty, W_OK) < 0 && errno == EACCES)
		return host_not_permitted(n, "FRR's neighbors (group frrvty)");
	r = frr_look(protocol, deadline, &look);
	if (is_refused(r))
		return host_not_permitted(n, "FRR's neighbors (vtysh)");
	if (r == 0) {
		read_config(n, &look);
		frr_each_neighbor(&look, add_neighbor, &asked);
	}
	if (n->frr.asked != NO)
		n->frr.asked = r == 0 ? YES : NO;
	n->frr.failure = r && !n->frr.failure ? failure_of(r) : n->frr.failure;
	if (protocol == FRR_OPENFABRIC)
		n->frr.openfabric = (struct fabric_frr){ .runs = 1, .answer = r, .look = look };
	else
		frr_look_free(&look);
	return r == -ENOMEM ? r : 0;
}

static int read_daemon(struct host *n, enum frr_protocol protocol, int64_t deadline)
{
	const char *daemon = frr_daemon(protocol);
	enum frr_state state = FRR_RUNNING;
	enum seen wanted;
	char file[48];
	int r;

	snprintf(file, sizeof(file), "/usr/lib/frr/%s", daemon);
	if (access(file, F_OK) < 0)
		return 0;	/* FRR_ABSENT */
	wanted = is_wanted(daemon);
	r = frr_runs(daemon);
	if (protocol == FRR_OPENFABRIC)
		n->frr.openfabric.runs = r;
	if (r < 0)
		return host_not_permitted(n, "/run/frr");
	if (r == 0)
		state = wanted == YES ? FRR_STOPPED : FRR_OFF;
	if (state == FRR_STOPPED && !n->frr.stopped)
		n->frr.stopped = daemon;
	n->frr.state = state > n->frr.state ? state : n->frr.state;
	n->frr.runs[protocol] = state == FRR_RUNNING;
	if (state == FRR_RUNNING)
		return ask(n, protocol, deadline);
	return wanted == UNSEEN ? host_not_permitted(n, DAEMONS) : 0;
}

int frr_read(struct host *n)
{
	int64_t deadline = clock_now() + FRR_DEADLINE_MS;
	int r = 0;

	n->frr.openfabric.answer = -ESRCH;
	for (enum frr_protocol p = 0; p < FRR_PROTOCOLS && r == 0; p++)
		r = read_daemon(n, p, deadline);
	if (n->frr.asked == YES)
		for (size_t i = 0; i < n->n_ports; i++)
			n->ports[i].fabric = n->ports[i].fabric == YES ? YES : NO;
	return r;
}
