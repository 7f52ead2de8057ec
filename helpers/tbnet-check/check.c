/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check: compare one link of the mesh with its settings. */
#include "check.h"

#include <errno.h>

#include "admit.h"
#include "clock.h"
#include "log.h"
#include "port.h"
#include "peers.h"
#include "meant.h"
#include "mtu.h"
#include "reset.h"
#include "unit.h"

/* Both ends stop trying after some 60 logins (drivers/net/thunderbolt: TBNET_LOGIN_RETRIES), which is 5 minutes: longer than
 * that, and than tbnet-up waits for them. */
#define SEEN_MS		3600000
#define NO_CARRIER_MS	600000

/* The MTU is not TBNET_MTU: it is right if its stanza says so. */
static int set_right(struct nl_sock *sock, struct link *link, bool *ret_right)
{
	unsigned mtu;
	enum meant meant = meant_mtu(link->name, &mtu);
	struct log_event e = { .ifname = link->name, .action = "check", .mtu = mtu, .id = LOG_ID_CHANGED };
	unsigned was = link->mtu;
	int r;

	*ret_right = was == mtu;
	if (*ret_right)
		return 0;
	r = link_ensure(sock, link, mtu);
	if (r == -ENODEV)
		return 0;
	if (r < 0) {
		e.error = r;
		log_event(LOG_ERR, &e, "MTU is %u and cannot be set to %u", was, mtu);
		return r;
	}
	if (meant == MEANT_BARE)
		log_event(LOG_WARNING, &e, "MTU was %u, set to %u again; its stanza has no mtu, so ifup may change it: add \"mtu %u\"",
			  was, mtu, mtu);
	else
		log_event(LOG_WARNING, &e, "MTU was %u, set to %u again", was, mtu);
	return 0;
}

static void say_down(const struct link *link, struct notes *n)
{
	const struct log_event e = { .ifname = link->name, .action = "check" };

	if (!n->v[NOTE_DOWN])
		log_event(LOG_WARNING, &e, "down; not touched, because an administrator may have set it down; to use it: tbnet-up %s", link->name);
	n->v[NOTE_DOWN] = 1;
}

/* Up, and without carrier. */
static int check_login(struct nl_sock *sock, struct link *link, struct notes *n)
{
	int r;

	if (notes_age(n, NOTE_NO_CARRIER) < NO_CARRIER_MS)
		return 0;
	r = reset_link(sock, link, link->mtu, n,
		       "no carrier for ten minutes although the peer is present: both ends may have given up their logins");
	return r < 0 && r != -ENODEV ? r : 0;
}

/* At each look, and on the disk once an hour, so that it is known when a host that is off was last there. */
static void note_peer(const struct link *link, struct notes *n)
{
	uint64_t now = (uint64_t)clock_now(), *seen = &n->v[NOTE_SEEN];
	struct port port;

	peers_seen(link->name);
	if ((*seen && *seen <= now && now - *seen < SEEN_MS) || port_from_ifname(link->name, &port) < 0)
		return;
	*seen = now;
	peers_note(link->name, &port, "check");
}

static int check_up(struct nl_sock *sock, struct link *link, struct silent *silent, struct notes *n)
{
	const struct log_event e = { .ifname = link->name, .action = "check", .mtu = link->mtu };
	unsigned mtu = mtu_setting(link->name);
	bool right = link->mtu == mtu;

	/* the file of stanzas is looked at only where this is not so */
	if (!right) {
		int r = set_right(sock, link, &right);

		if (r < 0 || !right)
			return r;
	}
	log_event(LOG_RIGHT, &e, "up at MTU %u%s", link->mtu, link->carrier ? "" : ", no carrier");
	if (!link->carrier)
		return check_login(sock, link, n);
	note_peer(link, n);
	silent_watch(silent, link, n);
	return 0;
}

int check_link(struct nl_sock *sock, const char *ifname, struct silent *silent)
{
	struct log_event e = { .ifname = ifname, .action = "check" };
	struct notes notes;
	struct port peer;
	struct link link;
	int r, unit;

	if (!admit_link(ifname, &peer)) {
		log_event(LOG_RIGHT, &e, "its peer is not in TBNET_PEERS, not touched");
		return 0;
	}
	r = link_get(sock, 0, ifname, &link);
	if (r == -ENODEV)
		return 0;
	if (r < 0) {
		e.error = r;
		log_event(LOG_ERR, &e, "cannot read its state");
		return r;
	}
	notes_read(ifname, link.ifindex, &notes);
	unit = unit_check(&notes);
	if (link.carrier || !(link.flags & IFF_UP))
		notes.v[NOTE_NO_CARRIER] = 0;
	if (link.flags & IFF_UP) {
		notes.v[NOTE_DOWN] = 0;
		r = check_up(sock, &link, silent, &notes);
	} else {
		say_down(&link, &notes);
	}
	notes_write(&notes);	/* without a note the next run logs it again */
	return r < 0 ? r : unit;
}

void check_unfinished(const char *ifname, int ifindex)
{
	const struct log_event e = { .ifname = ifname, .action = "check", .id = LOG_ID_NAME };
	struct notes n;

	notes_read(ifname, ifindex, &n);
	n.v[NOTE_UNFINISHED]++;
	/* udev may just be at work on it: only the next look can tell */
	if (notes_write(&n) < 0 || n.v[NOTE_UNFINISHED] == 2)
		log_event(LOG_ERR, &e, "udev gave up on it, most likely because its name is taken; next: tbnet-name show %s", ifname);
}
