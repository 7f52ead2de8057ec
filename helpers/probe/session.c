/* SPDX-License-Identifier: GPL-2.0-or-later */
/* session: the probe of one link: what is sent, and which answers count. */
#include "session.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "burst.h"
#include "clock.h"

/* Packets at a time: a peer that sends without end must not hold us here. */
#define DRAIN_MAX	256

static struct echo *echo_for(struct session *s, int family)
{
	return &s->echoes[family == AF_INET];
}

int session_shoot(struct session *s, const struct echo_address *to, int size, unsigned bytes)
{
	static const struct echo_address everybody = {
		.family = AF_INET6, .a.s6_addr = { 0xff, 0x02, [15] = 1 },
	};
	const struct echo_address *address = to ? to : &everybody;
	const struct echo *e = echo_for(s, address->family);
	int r;

	if (s->n_shots == SHOTS_MAX || e->fd < 0)
		return 0;
	s->shots[s->n_shots] = (struct shot){ .ns = burst_now(), .to = to, .size = size, .bytes = bytes };
	r = echo_send(e, address, s->n_shots, bytes);
	if (r == -EAGAIN)
		return r;
	s->n_sent += r == 0;
	s->n_shots++;
	return 0;
}

static int open_echo(int family, const struct host_port *p, struct echo *ret)
{
	int r = echo_open(family, p->link.name, p->link.ifindex, ret);

	/* a kernel without one of the two */
	return r == -EAFNOSUPPORT || r == -EPROTONOSUPPORT ? 0 : r;
}

int session_open(struct nl_sock *sock, const struct host *n, struct host_port *p, struct session *ret)
{
	int r;

	*ret = (struct session){ .p = p, .echoes = { { .fd = -1 }, { .fd = -1 } }, .begun = clock_now() };
	r = targets_read(sock, n, p, &ret->targets);
	if (r == 0)
		r = open_echo(AF_INET6, p, &ret->echoes[0]);
	if (r == 0)
		r = open_echo(AF_INET, p, &ret->echoes[1]);
	if (r < 0) {
		session_close(ret);
		return r;
	}
	ret->until = ret->begun;
	return 0;
}

void session_close(struct session *s)
{
	echo_close(&s->echoes[0]);
	echo_close(&s->echoes[1]);
}

static bool has_answered(const struct session *s, const struct echo_address *a)
{
	for (unsigned i = 0; i < s->n_shots; i++)
		if (s->shots[i].to == a && s->shots[i].answered)
			return true;
	return false;
}

const struct echo_address *session_unreached(const struct session *s)
{
	for (size_t i = 0; i < s->targets.n_others; i++)
		if (s->echoes[s->targets.v[i].family == AF_INET].fd >= 0 && !has_answered(s, &s->targets.v[i]))
			return &s->targets.v[i];
	return NULL;
}

static void note_time(struct session *s, const struct shot *shot)
{
	unsigned us = (unsigned)((burst_now() - shot->ns) / 1000);
	struct probe *probe = &s->p->probe;

	if (s->answers == 0 || us < probe->rtt_min)
		probe->rtt_min = us;
	if (us > probe->rtt_max)
		probe->rtt_max = us;
	s->sum += us;
	s->answers++;
}

/* The link has no other way than itself for a link-local address. */
static void note_found(struct session *s, const struct echo_address *from)
{
	if (from->family == AF_INET6 && IN6_IS_ADDR_LINKLOCAL(&from->a))
		s->chosen = *from;
	else if (!s->spare.family)
		s->spare = *from;
}

/* True if this may be the answer to the shot. */
static bool is_answer(const struct session *s, const struct shot *shot, const struct echo_answer *a)
{
	if (shot->answered || a->size != shot->bytes)
		return false;
	if (shot->to)
		return address_is_same(shot->to, &a->from);
	return IN6_IS_ADDR_LINKLOCAL(&a->from.a) && !targets_are_own(&s->targets, &a->from);
}

static void take(struct session *s, const struct echo_answer *a)
{
	struct shot *shot = &s->shots[a->seq % SHOTS_MAX];
	struct sweep_size *size;

	if (a->seq >= s->n_shots || !is_answer(s, shot, a))
		return;
	shot->answered = true;
	if (shot->size < 0) {
		if (!s->chosen.family)
			note_found(s, &a->from);
		return;
	}
	note_time(s, shot);
	size = &s->sweep.v[shot->size];
	if (!size->answered && shot->size >= s->first)
		s->open--;
	size->answered = true;
	size->whole |= a->whole;
}

void session_drain(struct session *s)
{
	struct echo_answer a;

	for (int i = 0; i < 2; i++)
		for (int r = 0, n = 0; s->echoes[i].fd >= 0 && r >= 0 && n < DRAIN_MAX; n++) {
			r = echo_receive(&s->echoes[i], &a);
			if (r > 0)
				take(s, &a);
		}
}

nfds_t session_poll(const struct session *s, struct pollfd *fds)
{
	nfds_t n = 0;

	for (int i = 0; i < 2; i++)
		if (s->echoes[i].fd >= 0)
			fds[n++] = (struct pollfd){
				.fd = s->echoes[i].fd,
				.events = (short)(s->blocked && i == (s->chosen.family == AF_INET) ? POLLIN | POLLOUT : POLLIN),
			};
	return n;
}

void session_note_loss(struct session *s)
{
	s->p->probe.sent = (unsigned)s->sweep.first;
	for (size_t i = 0; i < s->sweep.first; i++)
		s->p->probe.lost += !s->sweep.v[i].answered;
}

void session_burst(struct session *s, int64_t deadline)
{
	if (s->p->probe.largest)
		burst_run(echo_for(s, s->chosen.family), &s->chosen, deadline, &s->p->probe);
}

void session_finish(struct session *s)
{
	const struct echo_address *unreached = session_unreached(s);
	struct probe *probe = &s->p->probe;

	if (!s->chosen.family) {
		probe->state = s->n_sent ? PROBE_SILENT : PROBE_NOBODY;
		return;
	}
	probe->state = PROBE_ANSWERED;
	inet_ntop(s->chosen.family, &s->chosen.a, probe->neighbor, sizeof(probe->neighbor));
	if (unreached)
		inet_ntop(unreached->family, &unreached->a, probe->unreached, sizeof(probe->unreached));
	if (s->round == 1)	/* the time was up before its end */
		session_note_loss(s);
	if (s->answers)
		probe->rtt_mean = (unsigned)(s->sum / s->answers);
	if (s->done || s->round > SWEEP_TRIES)
		sweep_judge(&s->sweep, probe);
}
