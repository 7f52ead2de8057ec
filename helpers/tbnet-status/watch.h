/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch: wait for events that may change the status. */
#ifndef TBNET_WATCH_H
#define TBNET_WATCH_H

#include <stdint.h>

struct nl_sock;
struct udev_monitor;

struct watch {
	struct nl_sock *rtnl;		/* links, addresses, routes, forwarding */
	struct udev_monitor *udev;	/* controllers, peers, netdevs, modules */
	int signals;
};

/* To be called before the first look, so that nothing is missed. From then on SIGINT,
 * SIGTERM, SIGHUP and SIGCONT are only heard here. Returns 0 or a negative errno. */
int watch_open(struct watch *ret);
void watch_close(struct watch *w);

enum {
	WATCH_END,	/* by a signal, or nobody reads stdout any more */
	WATCH_LOOK,	/* something may have changed, or the deadline (clock.h) is there */
	WATCH_ANEW,	/* we were stopped, and somebody else has used the terminal */
};

/* Waits for one of these. Events that come together are one; what goes on without end
 * is seen once a second. Returns a negative errno if there is no waiting. */
int watch_wait(struct watch *w, int64_t deadline);

#endif
