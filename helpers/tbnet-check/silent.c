/* SPDX-License-Identifier: GPL-2.0-or-later */
/* silent: check links with carrier over which nothing comes: half-open ones, and healthy ones with a quiet peer.
 *
 * When the logout of a peer is lost, our side keeps its carrier and does not log in again, whatever the peer does; only
 * a reset here helps (drivers/net/thunderbolt: tbnet_tear_down() and tbnet_start_poll() of the
 * other side never meet). And when the peer found no free HopID ("failed to allocate Rx HopID" in its kernel's
 * log), it has given up the login that our side counts as done: nothing ever comes. */
#include "silent.h"

#include <errno.h>

#include "conf.h"
#include "log.h"
#include "reset.h"

#define STRING_(s)	#s
#define STRING(s)	STRING_(s)
#define LEARNS		3	/* looks at which a link that is alive is asked for an address of its peer */

void silent_watch(struct silent *s, const struct link *link, struct notes *notes)
{
	uint64_t *v = notes->v;
	bool learn = !v[NOTE_PEER6] && v[NOTE_ASKED] < LEARNS;

	if (!conf_bool(CONF_RESET) || s->n == ASK_LINKS || v[NOTE_GIVEN_UP] == link->rx + 1)
		return;
	v[NOTE_GIVEN_UP] = 0;
	v[NOTE_ASKED] += learn;
	s->asks[s->n] = (struct ask){
		.link = *link, .learn = learn, .peer4 = (uint32_t)v[NOTE_PEER4], .peer6 = v[NOTE_PEER6],
	};
	s->notes[s->n++] = *notes;
}

/* Nothing came back. */
static int handle_silence(struct nl_sock *sock, struct ask *a, struct notes *n)
{
	const struct log_event e = { .ifname = a->link.name, .action = "check" };
	int r;

	if (!a->neighbors && a->echo_sent && !a->link.rx && n->v[NOTE_ASKED] < 2)
		return 0;	/* its carrier may be younger than ours */
	/* The silence of a peer that has never answered says nothing. One with IPv6 speaks as soon as it has carrier, but
	 * the far end of a bridge port may be a port, too, which has none. */
	if (!a->neighbors && (a->link.rx || !a->echo_sent || a->link.master)) {
		log_event(LOG_INFO, &e, "no packet arrives, but its peer has never answered tbnet, so the half-open check is skipped; to reset it by hand: ip link set %s down && tbnet-up %s",
			  e.ifname, e.ifname);
		n->v[NOTE_GIVEN_UP] = a->link.rx + 1;
		return 0;
	}
	r = reset_link(sock, &a->link, a->link.mtu, n, "half-open: it has carrier, but its peer has not answered for " STRING(ASK_S) " s");
	if (r == -ENODEV)
		return 0;
	/* once, until something comes */
	if (r != 0)
		n->v[NOTE_GIVEN_UP] = a->link.rx + 1;
	return r < 0 ? r : 0;
}

static int handle(struct nl_sock *sock, struct ask *a, struct notes *n)
{
	n->v[NOTE_PEER4] = a->peer4;
	n->v[NOTE_PEER6] = a->peer6;
	if (!a->alive)
		return handle_silence(sock, a, n);
	n->v[NOTE_RESETS] = n->v[NOTE_STOPPED] = 0;
	return 0;
}

int silent_run(struct silent *s, struct nl_sock *sock)
{
	int ret = s->n ? ask_links(sock, s->asks, s->n) : 0;

	if (ret < 0) {
		log_event(LOG_ERR, &(struct log_event){ .action = "check", .error = ret }, "cannot ask the peers, half-open check skipped");
		return ret;
	}
	for (size_t i = 0; i < s->n; i++) {
		int r = handle(sock, &s->asks[i], &s->notes[i]);

		notes_write(&s->notes[i]);
		ret = r < 0 ? r : ret;
	}
	return ret;
}
