/* SPDX-License-Identifier: GPL-2.0-or-later */
/* session: the probe of one link. */
#ifndef TBNET_SESSION_H
#define TBNET_SESSION_H

#include <poll.h>

#include "echo.h"
#include "host.h"
#include "sweep.h"
#include "targets.h"

#define SHOTS_MAX	1024

struct shot {		/* one echo; its number is the sequence number */
	int64_t ns;
	const struct echo_address *to;	/* NULL: all on the link, who are to answer with their own */
	int size;		/* of the sweep, -1: only to find somebody */
	unsigned bytes;
	bool answered;
};

struct session {
	struct host_port *p;
	struct echo echoes[2];		/* IPv6, IPv4 */
	struct targets targets;
	struct echo_address chosen, spare;	/* spare: answered, and may be reached by other ways, too */
	struct sweep sweep;
	struct shot shots[SHOTS_MAX];
	unsigned n_shots, n_sent;	/* sent: into the network, as far as this end can tell */
	unsigned round, open;		/* open: sizes of this round without an answer */
	int queue[256 * SWEEP_TRIES];
	int first;			/* size of this round */
	unsigned n_queue, queued;	/* how many, and how many of them are sent */
	unsigned finds;			/* how often everybody was asked */
	int64_t begun, until;		/* ms: the end of this round */
	bool blocked;			/* the socket is full */
	bool done;
	uint64_t sum, answers;		/* of round trips, us */
};

/* Returns 0, or a negative errno: -EPERM, -ENODEV. */
int session_open(struct nl_sock *sock, const struct host *n, struct host_port *p, struct session *ret);
void session_close(struct session *s);

/* Does what can be done now. True when nothing is left to be done. */
bool session_step(struct session *s);

/* Fills in the descriptors to wait for, besides s->until; returns how many, 2 at most. */
nfds_t session_poll(const struct session *s, struct pollfd *fds);

/* Puts the result into the port. */
void session_finish(struct session *s);

/* Then measures how much passes at least, if it is known what passes: one link after another, so that they do not share the processor. */
void session_burst(struct session *s, int64_t deadline);

/* The parts of it. */

/* One echo. Returns -EAGAIN if it cannot be sent just now; what cannot be sent at all
 * is lost. TO NULL: everybody on the link; SIZE as in struct shot. */
int session_shoot(struct session *s, const struct echo_address *to, int size, unsigned bytes);

/* Takes the answers that are there. */
void session_drain(struct session *s);

/* An address that only the peer can have, and that has not answered; NULL: none. */
const struct echo_address *session_unreached(const struct session *s);

/* Counts what the first round has lost. */
void session_note_loss(struct session *s);

#endif
