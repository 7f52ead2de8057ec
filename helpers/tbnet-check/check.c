/* SPDX-License-Identifier: GPL-2.0-or-later */
/* check: one link of the mesh, against what it should be. */
#include "check.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "cure.h"
#include "link.h"
#include "log.h"
#include "meant.h"
#include "state.h"

/* True for the first time that this is to be said of this netdev (a note holds
 * its ifindex: a replug gives a new one). Without a note it is said every time. */
static bool first_time(const char *note, int ifindex)
{
	if (state_is(note, (unsigned)ifindex))
		return false;
	state_write(note, (unsigned)ifindex);
	return true;
}

/* False for the first look at this netdev. Without a note it is true. */
static bool seen_before(const char *note, int ifindex)
{
	if (state_is(note, (unsigned)ifindex))
		return true;
	return state_write(note, (unsigned)ifindex) < 0;
}

/* The MTU is not TBNET_MTU: it is right if its stanza says so. */
static int set_right(struct nl_sock *sock, struct link *link, unsigned mtu, bool *ret_right)
{
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

int check_link(struct nl_sock *sock, const char *ifname, unsigned mtu, struct heal *heal)
{
	struct log_event e = { .ifname = ifname, .action = "check", .mtu = mtu };
	char note[NAME_MAX];
	struct link link;
	bool right;
	int r = link_get(sock, 0, ifname, &link);

	if (r == -ENODEV)
		return 0;
	if (r < 0) {
		e.error = r;
		log_event(LOG_ERR, &e, "cannot be looked up");
		return r;
	}
	if (link.carrier || !(link.flags & IFF_UP))
		heal_login_forget(ifname);
	cure_note(note, sizeof(note), "down", ifname);
	if (!(link.flags & IFF_UP)) {
		if (first_time(note, link.ifindex))
			log_event(LOG_WARNING, &e, "is down and is left so, somebody set it down; to use it: tbnet-up %s", ifname);
		return 0;
	}
	state_remove(note);
	/* the file of stanzas is looked at only where this is not so */
	right = link.mtu == mtu;
	if (!right) {
		r = set_right(sock, &link, mtu, &right);
		if (r < 0 || !right)
			return r;
	}
	log_event(LOG_DEBUG, &e, "up at MTU %u%s", link.mtu, link.carrier ? "" : ", no carrier");
	if (!link.carrier)
		return heal_login(heal, sock, &link);
	heal_watch(heal, &link);
	return 0;
}

void check_unfinished(const char *ifname, int ifindex)
{
	struct log_event e = { .ifname = ifname, .action = "check", .id = LOG_ID_NAME };
	char note[NAME_MAX];

	/* udev may just be at work on it: only the next look can tell */
	cure_note(note, sizeof(note), "seen", ifname);
	if (!seen_before(note, ifindex))
		return;
	cure_note(note, sizeof(note), "unfinished", ifname);
	if (first_time(note, ifindex))
		log_event(LOG_ERR, &e, "udev gave up on it, most likely its name is taken; for the reason: tbnet-name %s", ifname);
}
