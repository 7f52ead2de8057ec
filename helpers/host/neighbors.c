/* SPDX-License-Identifier: GPL-2.0-or-later */
/* neighbors: find hosts that were at the ports before and are missing now. */
#include <errno.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "host.h"

static bool is_here(const struct host *n, const struct peer *peer)
{
	for (size_t i = 0; i < n->n_ports; i++)
		if (n->ports[i].port->cabled && (!*peer->port.peer || !*n->ports[i].port->peer ||
						 strcmp(n->ports[i].port->peer, peer->port.peer) == 0))
			return true;
	return false;
}

static struct host_port *port_at(struct host *n, const struct port *port)
{
	for (size_t i = 0; i < n->n_ports; i++)
		if (n->ports[i].number == port->number && strcmp(n->ports[i].controller->address, port->controller) == 0)
			return &n->ports[i];
	return NULL;
}

static int note_skipped(struct host *n)
{
	char text[96];

	if (!n->peers->skipped)
		return 0;
	snprintf(text, sizeof(text), PEERS_FILE ": %u lines are not peers, ignored", n->peers->skipped);
	return words_add(&n->unseen, text);
}

/* Of several that were at one port the last one counts; they are in this order. */
int neighbors_read(struct host *n)
{
	int r;

	n->peers = calloc(1, sizeof(*n->peers));
	if (!n->peers)
		return -ENOMEM;
	r = peers_read(n->peers);
	if (r == -EACCES)
		return host_not_permitted(n, PEERS_FILE);
	if (r < 0)
		return r == -ENOMEM ? r : host_not_read(n, PEERS_FILE, r);
	for (size_t i = 0; i < n->peers->n; i++) {
		const struct peer *peer = &n->peers->v[i];
		struct host_port *p = port_at(n, &peer->port);

		if (!p || !peers_is_recent(n->peers, peer))
			continue;
		if (p->port->cabled && strcmp(p->port->peer, peer->port.peer) == 0)
			p->before = peer;
		else if (!p->port->cabled && !p->netdev && !is_here(n, peer))
			p->gone = peer;
	}
	return note_skipped(n);
}

const char *host_seen(const struct host_port *p, char buf[HOST_SEEN_SIZE])
{
	time_t then = (time_t)p->gone->seen, now = time(NULL);
	struct tm a, b;

	buf[0] = '\0';
	if (localtime_r(&then, &a) && localtime_r(&now, &b))
		strftime(buf, HOST_SEEN_SIZE, a.tm_year == b.tm_year && a.tm_yday == b.tm_yday ? "%H:%M" : "%F %H:%M", &a);
	return buf;
}

bool host_is_drawn(const struct host_port *p)
{
	return p->port->cabled || p->gone;
}
