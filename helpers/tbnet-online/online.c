/* SPDX-License-Identifier: GPL-2.0-or-later */
/* online: count the usable links among the expected ones, now or before a deadline. */
#include "online.h"

#include <string.h>

#include "clock.h"
#include "expected.h"
#include "link.h"
#include "meant.h"
#include "progress.h"
#include "rtnl.h"
#include "udevdb.h"

static const char *missing(const struct link *link, unsigned mtu)
{
	return !(link->flags & IFF_UP) ? "is down" :
	       link->mtu != mtu ? "has the wrong MTU" :
	       !link->carrier ? "has no login from its peer" : NULL;
}

static int look_at(const struct link *link, void *data)
{
	struct online *o = data;
	struct port port;
	int r;

	for (unsigned i = 0; i < o->n; i++) {
		if (strcmp(o->links[i].name, link->name) != 0)
			continue;
		if (!o->links[i].mtu)	/* it may be that of its peer, which is known only now */
			meant_mtu(link->name, &o->links[i].mtu);
		o->links[i].missing = missing(link, o->links[i].mtu);
		o->usable += !o->links[i].missing;
		return 0;
	}
	/* one that nobody knew of; the cheap question first, for there may be hundreds of others */
	if (!o->any || !link->carrier || udevdb_port(link->name, &port) < 0)
		return 0;
	r = expected_add(o, link->name);
	return r < 0 ? r : look_at(link, data);
}

static int look(struct nl_sock *sock, struct online *o)
{
	o->usable = 0;
	for (unsigned i = 0; i < o->n; i++)
		o->links[i].missing = "is missing (no cable, or the peer is off)";
	return link_each(sock, look_at, o);
}

static void show_wait(const struct online *o, int64_t deadline)
{
	for (unsigned i = 0; i < o->n; i++)
		if (o->links[i].missing) {
			progress_begin(deadline, "%u of %u links usable, waiting for %s, which %s", o->usable, o->wanted, o->links[i].name,
				       o->links[i].missing);
			return;
		}
	progress_begin(deadline, "%u of %u links usable, waiting for another one", o->usable, o->wanted);
}

int online_wait(struct nl_sock *sock, struct online *online, int64_t deadline)
{
	_cleanup_rtnl_ struct nl_sock *watch = NULL;
	int r = rtnl_watch(RTMGRP_LINK, &watch);	/* before the first look: nothing is missed */

	while (r >= 0) {
		r = look(sock, online);
		if (r < 0 || online->usable >= online->wanted)
			break;
		show_wait(online, deadline);
		r = rtnl_watch_next(watch, deadline);
		if (r == 0)
			break;
	}
	progress_end();
	return r < 0 ? r : 0;
}
