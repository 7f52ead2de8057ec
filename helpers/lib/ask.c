/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ask: whether anything comes back over links on which nothing came by itself.
 *
 * Counters alone are a suspicion: a healthy peer may have nothing to say. Every node answers an echo to ff02::1 (first
 * it asks who we are, by neighbor discovery), and ARP or neighbor discovery for an address that
 * it has; the kernel sends the latter if a neighbor is set to NUD_PROBE. */
#include "ask.h"

#include <errno.h>
#include <poll.h>

#include "clock.h"
#include "link.h"
#include "neighbor.h"

#define QUESTIONS	5
#define PAUSE_MS	1000	/* between two questions */
#define STEP_MS		100	/* counters raise no event */
#define ECHO_BYTES	64	/* below the smallest MTU, 68 */

static void question(struct nl_sock *sock, struct ask *a, unsigned n)
{
	static const struct echo_address everybody = {
		.family = AF_INET6, .a.s6_addr = { 0xff, 0x02, [15] = 1 },
	};
	unsigned ways = 0;

	/* without an IPv6 address of its own, the netdev sends none */
	ways += a->echo.fd >= 0 && echo_send(&a->echo, &everybody, n, ECHO_BYTES) == 0;
	ways += neighbor_probe(sock, a->ifindex) > 0;
	a->ways = ways > a->ways ? ways : a->ways;
}

static int look(struct nl_sock *sock, struct ask *a)
{
	struct echo_answer answer;
	struct link link;
	int r;

	while (a->echo.fd >= 0 && (r = echo_receive(&a->echo, &answer)) >= 0)
		a->answered |= r > 0;
	r = link_get(sock, a->ifindex, NULL, &link);
	if (r < 0 && r != -ENODEV)
		return r;
	if (r < 0 || link.rx != a->rx)
		a->alive = true;
	return 0;
}

/* Looks until something has come over each, or until this time. Returns 1 if something has. */
static int look_until(struct nl_sock *sock, struct ask *links, size_t n, int64_t until)
{
	for (;;) {
		size_t alive = 0;

		for (size_t i = 0; i < n; i++) {
			int r = links[i].alive ? 0 : look(sock, &links[i]);

			if (r < 0)
				return r;
			alive += links[i].alive;
		}
		if (alive == n)
			return 1;
		if (clock_left(until) == 0)
			return 0;
		clock_poll(-1, clock_now() + STEP_MS);
	}
}

static void close_all(struct ask *links, size_t n)
{
	for (size_t i = 0; i < n; i++)
		echo_close(&links[i].echo);
}

int ask_links(struct nl_sock *sock, struct ask *links, size_t n)
{
	int r = 0;

	for (size_t i = 0; i < n; i++)
		if (echo_open(AF_INET6, links[i].name, links[i].ifindex, &links[i].echo) < 0)
			links[i].echo.fd = -1;
	for (unsigned q = 0; q < QUESTIONS && r == 0; q++) {
		for (size_t i = 0; i < n; i++)
			if (!links[i].alive)
				question(sock, &links[i], q);
		r = look_until(sock, links, n, clock_now() + PAUSE_MS);
	}
	close_all(links, n);
	return r < 0 ? r : 0;
}
