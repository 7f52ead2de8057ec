/* SPDX-License-Identifier: GPL-2.0-or-later */
/* heal: links that are half open: we send, and hear nothing. */
#ifndef TBNET_HEAL_H
#define TBNET_HEAL_H

#include <stdbool.h>
#include <stddef.h>

#include "link.h"

#define HEAL_LINKS	16	/* more ports than any machine has */
#define HEAL_LOOKS	10	/* one a minute: longer than both ends try, and than tbnet-up waits for them */

struct heal_link {
	int ifindex;
	char name[IFNAMSIZ];
	unsigned rx, tx;	/* packets, when we looked first */
	bool heard;		/* something came since */
	bool never;		/* nothing ever came, at the look before either */
};

struct heal {
	bool wanted;		/* TBNET_HEAL */
	unsigned interval;	/* s between two down/ups of one interface */
	unsigned mtu;
	int window;		/* ms without a packet that make a link half open */
	struct heal_link links[HEAL_LINKS];
	size_t n;
};

void heal_conf_read(unsigned mtu, struct heal *ret);

/* Takes a link that is up with carrier into the watch, if something came between two looks,
 * or nothing at all since it is there: a peer that spoke once may have nothing to say now. */
void heal_watch(struct heal *heal, const struct link *link);

/* A link that is up without carrier, though its peer is there: counts the looks, and gives it
 * one down/up when there were HEAL_LOOKS of them. Both ends stop trying after some 60 logins
 * (drivers/net/thunderbolt: TBNET_LOGIN_RETRIES), which is 5 minutes. Returns 0 or a
 * negative errno. */
int heal_login(struct heal *heal, struct nl_sock *sock, const struct link *link);

/* It has carrier, or is down: the looks before do not count any more. */
void heal_login_forget(const char *ifname);

/* Watches until every link has received something, for three hello times at most; gives
 * those that have not, though we sent, one down/up. Returns 0 or a negative errno. */
int heal_run(struct heal *heal, struct nl_sock *sock);

#endif
