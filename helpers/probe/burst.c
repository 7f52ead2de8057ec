/* SPDX-License-Identifier: GPL-2.0-or-later */
/* burst: measure how much one link passes at least, by a bounded burst of large echoes.
 *
 * The kernel of the neighbor sends back all that comes, so both directions carry the same at once. Four echoes at a time move
 * seven tenths of what TCP does; more at a time hardly gain anything, and overrun buffers. */
#include "burst.h"

#include <errno.h>
#include <time.h>

#include "clock.h"

#define ECHOES		400
#define AT_ONCE		4
#define BURST_MS	250
#define LOST_MS		50	/* no answer at all for so long: what is on the way is lost */
#define FIRST_SEQ	0x8000	/* the sweep's numbers are below */

struct burst {
	const struct echo *echo;
	const struct echo_address *to;
	unsigned bytes, sent, open, answered;
	int64_t at[ECHOES];	/* ns; 0: answered */
	int64_t begun, last;	/* ns: of the first echo, of the last answer */
	int64_t sum;		/* of round trips, ns */
	bool failed;
};

int64_t burst_now(void)
{
	struct timespec ts = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void send_more(struct burst *b)
{
	while (b->open < AT_ONCE && b->sent < ECHOES) {
		int r = echo_send(b->echo, b->to, FIRST_SEQ + b->sent, b->bytes);

		if (r == -EAGAIN && b->open)
			return;
		if (r < 0) {
			b->failed = true;
			return;
		}
		b->at[b->sent++] = burst_now();
		b->open++;
	}
}

static void take(struct burst *b, const struct echo_answer *a)
{
	unsigned i = a->seq - FIRST_SEQ;

	if (i >= b->sent || !b->at[i] || a->size != b->bytes || !address_is_same(&a->from, b->to))
		return;
	b->last = burst_now();
	b->sum += b->last - b->at[i];
	b->at[i] = 0;
	b->answered++;
	b->open -= b->open > 0;
}

/* Takes what is there; at most so many packets, whoever sends without end. */
static void drain(struct burst *b)
{
	struct echo_answer a;

	for (int r = 0, n = 0; r >= 0 && n < ECHOES; n++) {
		r = echo_receive(b->echo, &a);
		if (r > 0)
			take(b, &a);
	}
}

void burst_run(const struct echo *echo, const struct echo_address *to, int64_t deadline, struct probe *ret)
{
	struct burst b = { .echo = echo, .to = to, .bytes = ret->largest, .begun = burst_now() };
	int64_t until = clock_now() + BURST_MS;

	deadline = until < deadline ? until : deadline;
	while (!b.failed && b.answered < ECHOES && clock_left(deadline) > 0) {
		int64_t lost = clock_now() + LOST_MS;

		send_more(&b);
		if (!b.open)	/* all are sent, and some were lost */
			break;
		if (clock_poll(echo->fd, lost < deadline ? lost : deadline) == 0)
			b.open = 0;
		drain(&b);
	}
	if (!b.answered || b.last <= b.begun)
		return;
	ret->throughput = (uint64_t)b.answered * b.bytes * 8000000 / (uint64_t)((b.last - b.begun) / 1000 + 1);
	ret->rtt_load = (unsigned)(b.sum / b.answered / 1000);
}
