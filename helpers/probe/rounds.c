/* SPDX-License-Identifier: GPL-2.0-or-later */
/* session: the probe of one link: when what is sent. */
#include "clock.h"
#include "session.h"

#define FIND_MS		900	/* nobody has answered until then: silent */
#define FIND_AGAIN_MS	300
#define FINDS		5	/* 1.5 s: ARP asks again after 1 s */
#define FIND_BYTES	64	/* below the smallest MTU, 68 */
#define TOP_MAX		65535	/* what an IP header can say */
#define PREFER_MS	200	/* an IPv6 link-local answer may still come */
#define ROUND_MS	200	/* people report round trips below 1 ms */

static void find(struct session *s)
{
	session_shoot(s, NULL, -1, FIND_BYTES);
	for (size_t i = 0; i < s->targets.n; i++)
		session_shoot(s, &s->targets.v[i], -1, FIND_BYTES);
	s->finds++;
	s->until = clock_now() + FIND_AGAIN_MS;
}

/* Lines up what a round sends: TIMES of each size from FIRST on that has not passed. */
static void queue(struct session *s, size_t first, unsigned times)
{
	s->n_queue = s->queued = s->open = 0;
	s->first = (int)first;
	for (unsigned t = 0; t < times; t++)
		for (size_t i = first; i < s->sweep.n; i++) {
			if (s->sweep.v[i].answered)
				continue;
			s->queue[s->n_queue++] = (int)i;
			s->open += t == 0;
		}
	s->round++;
}

static void next_round(struct session *s)
{
	size_t before = s->sweep.n;

	if (s->round == 0)
		sweep_begin(&s->sweep, s->p->link.mtu < TOP_MAX ? s->p->link.mtu : TOP_MAX);
	if (s->round == 1)
		session_note_loss(s);
	if (s->round < SWEEP_TRIES)
		queue(s, 0, 1);
	if (s->n_queue > s->queued)
		return;
	/* each size was tried so often, or has been answered */
	s->round = SWEEP_TRIES;
	if (sweep_split(&s->sweep))
		queue(s, before, SWEEP_TRIES);
	else
		s->done = true;
}

/* Sends until the socket is full. The answers are taken in between: those of large
 * packets fill it quickly. */
static void send_queue(struct session *s)
{
	s->blocked = false;
	while (s->queued < s->n_queue) {
		struct sweep_size *size = &s->sweep.v[s->queue[s->queued]];

		if (session_shoot(s, &s->chosen, s->queue[s->queued], size->bytes) < 0) {
			s->blocked = true;
			return;
		}
		size->tries++;
		s->queued++;
		s->until = clock_now() + ROUND_MS;
		session_drain(s);
	}
}

/* Somebody is there, or nobody was in time. */
static void find_on(struct session *s)
{
	int64_t now = clock_now();

	if (!s->chosen.family && now >= s->begun + PREFER_MS)
		s->chosen = s->spare;
	if (s->chosen.family) {
		next_round(s);
		return;
	}
	if (now >= s->begun + FIND_MS)
		s->done = true;
	else if (s->spare.family)
		s->until = s->begun + PREFER_MS;
	else if (now >= s->until)
		find(s);
}

/* By IPv6 the peer was found at once; does it have the address of our stanza's network, too? */
static bool is_complete(struct session *s)
{
	session_drain(s);
	if (!s->chosen.family || !session_unreached(s))
		return true;
	if (clock_now() < s->until)
		return false;
	if (s->finds == FINDS)
		return true;
	find(s);
	return false;
}

bool session_step(struct session *s)
{
	if (s->done)
		return is_complete(s);
	session_drain(s);
	if (s->round == 0)
		find_on(s);
	while (s->round && !s->done) {
		send_queue(s);
		if (s->blocked || (s->open && clock_now() < s->until))
			break;
		next_round(s);
	}
	return s->done && is_complete(s);
}
