/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ask: find out whether anything comes back over links.
 *
 * Counters alone prove nothing: a healthy peer may have nothing to send. Every node answers an echo to ff02::1 (first
 * it asks who we are, by neighbor discovery), and ARP or neighbor discovery for an address that
 * it has; the kernel sends the latter if a neighbor is set to NUD_PROBE. */
#include "ask.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "clock.h"
#include "neighbor.h"

#define PAUSE_MS	1000	/* between two questions */
#define STEP_MS		100	/* counters raise no event; an answer to an echo does */
#define ECHO_BYTES	64	/* below the smallest MTU, 68 */

static bool is_done(const struct ask *a, unsigned n)
{
	/* a peer that is to tell its address has the time of one question */
	return a->alive && (!a->learn || a->peer6 || n > 0);
}

static void question(struct nl_sock *sock, struct ask *a, unsigned n)
{
	static const struct echo_address everybody = {
		.family = AF_INET6, .a.s6_addr = { 0xff, 0x02, [15] = 1 },
	};
	struct in6_addr peer6 = { .s6_addr = { 0xfe, 0x80 } };
	unsigned neighbors = 0;
	int r;

	/* without an IPv6 address of its own, the netdev sends none */
	a->echo_sent |= a->echo.fd >= 0 && echo_send(&a->echo, &everybody, n, ECHO_BYTES) == 0;
	if (n == 0 && a->echo_sent && !a->learn)
		return;	/* most peers have answered at this point */
	if (a->peer4)
		neighbors += neighbor_ask(sock, a->link.ifindex, AF_INET, &a->peer4) == 0;
	if (a->peer6) {
		memcpy(&peer6.s6_addr[8], &a->peer6, sizeof(a->peer6));
		neighbors += neighbor_ask(sock, a->link.ifindex, AF_INET6, &peer6) == 0;
	}
	r = neighbor_probe(sock, a->link.ifindex, &a->peer4);
	neighbors += r > 0 ? (unsigned)r : 0;
	a->neighbors = neighbors > a->neighbors ? neighbors : a->neighbors;
}

static int look(struct nl_sock *sock, struct ask *a)
{
	struct echo_answer answer;
	struct link link;
	int r;

	while (a->echo.fd >= 0 && (r = echo_receive(&a->echo, &answer)) >= 0)
		if (r > 0 && IN6_IS_ADDR_LINKLOCAL(&answer.from.a))
			memcpy(&a->peer6, &answer.from.a.s6_addr[8], sizeof(a->peer6));
	r = link_get(sock, a->link.ifindex, NULL, &link);
	if (r < 0 && r != -ENODEV)
		return r;
	a->alive |= r < 0 || link.rx != a->link.rx;
	return 0;
}

/* Looks until each is done, or the time for question N is over. Returns 1 if each is. */
static int look_on(struct nl_sock *sock, struct ask *links, size_t count, unsigned n)
{
	int64_t until = clock_now() + PAUSE_MS;
	struct pollfd fds[ASK_LINKS];

	for (;;) {
		nfds_t open = 0;

		for (size_t i = 0; i < count; i++) {
			int r = is_done(&links[i], n) ? 0 : look(sock, &links[i]);

			if (r < 0)
				return r;
			if (!is_done(&links[i], n))	/* poll() takes no notice of -1 */
				fds[open++] = (struct pollfd){ .fd = links[i].echo.fd, .events = POLLIN };
		}
		if (open == 0)
			return 1;
		if (clock_left(until) == 0)
			return 0;
		if (poll(fds, open, STEP_MS) < 0 && errno != EINTR)
			return -errno;
	}
}

int ask_links(struct nl_sock *sock, struct ask *links, size_t count)
{
	int r = 0;

	for (size_t i = 0; i < count; i++)
		if (echo_open(AF_INET6, links[i].link.name, links[i].link.ifindex, &links[i].echo) < 0)
			links[i].echo.fd = -1;
	for (unsigned n = 0; n < ASK_S * 1000 / PAUSE_MS && r == 0; n++) {
		for (size_t i = 0; i < count; i++)
			if (!is_done(&links[i], n))
				question(sock, &links[i], n);
		r = look_on(sock, links, count, n);
	}
	for (size_t i = 0; i < count; i++)
		echo_close(&links[i].echo);
	return r < 0 ? r : 0;
}
