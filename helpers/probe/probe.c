/* SPDX-License-Identifier: GPL-2.0-or-later */
/* probe: measure what passes over the links. Each link has a session: first it finds who
 * answers, then it sends echoes of many sizes, round by round, and last a burst of the largest. */
#include "probe.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "cleanup.h"
#include "clock.h"
#include "host.h"
#include "rtnl.h"
#include "session.h"

/* In all; what is not known then stays unknown. */
#define DEADLINE_MS	3000
#define LOOK_MS		1000

struct sessions {
	struct session *v;
	size_t n;
};

static void free_sessions(struct sessions *s)
{
	for (size_t i = 0; i < s->n; i++)
		session_close(&s->v[i]);
	free(s->v);
}

static void run(struct sessions *s, int64_t deadline)
{
	struct pollfd fds[2 * 64];

	for (;;) {
		int64_t until = deadline;
		nfds_t n = 0;

		for (size_t i = 0; i < s->n; i++) {
			if (session_step(&s->v[i]))
				continue;
			if (s->v[i].until < until)
				until = s->v[i].until;
			n += session_poll(&s->v[i], fds + n);
		}
		if (n == 0 || clock_left(deadline) == 0)
			return;
		if (poll(fds, n, clock_left(until)) < 0 && errno != EINTR)
			return;
	}
}

static bool is_to_probe(const struct host_port *p)
{
	return p->there && (p->link.flags & IFF_UP) && p->link.carrier;
}

/* Sockets for all links; -EPERM where this user gets none. */
static int open_sessions(struct host *n, struct sessions *s)
{
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	int r = rtnl_open(LOOK_MS, &sock);

	for (size_t i = 0; i < n->n_ports && r == 0 && s->n < 64; i++) {
		if (!is_to_probe(&n->ports[i]))
			continue;
		r = session_open(sock, n, &n->ports[i], &s->v[s->n]);
		if (r == 0)
			s->n++;
		else if (r == -ENODEV)	/* gone just now */
			r = 0;
	}
	return r;
}

int probe_links(struct host *n)
{
	_cleanup_(free_sessions) struct sessions s = { .v = calloc(n->n_ports + 1, sizeof(*s.v)) };
	int64_t deadline = clock_now() + DEADLINE_MS;
	int r;

	if (!s.v)
		return -ENOMEM;
	r = open_sessions(n, &s);
	if (r == -EPERM || r == -EACCES)
		return host_not_permitted(n, "--probe (root, or a group of net.ipv4.ping_group_range)");
	if (r < 0)
		return r;
	run(&s, deadline);
	for (size_t i = 0; i < s.n; i++) {
		session_finish(&s.v[i]);
		session_burst(&s.v[i], deadline);
	}
	return 0;
}
