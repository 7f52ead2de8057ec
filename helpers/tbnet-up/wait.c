/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wait: wait until a link is usable, with bounds. */
#include "wait.h"

#include <errno.h>
#include <linux/if_ether.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "conf.h"
#include "log.h"
#include "options.h"
#include "notes.h"
#include "peers.h"
#include "port.h"
#include "progress.h"
#include "reset.h"
#include "rtnl.h"
#include "tso.h"

#define DOWN_MS	2000	/* between the down and the up of a reset: scheduling, and the pauses between its attempts */
#define STUCK	3	/* a login counts as stuck after this part of the wait: 20 s; a first one takes 1 s, a lost answer 5 s more */

/* What may pass by itself. EINVAL, EPERM, EOPNOTSUPP and the like are permanent; ENODEV means that the netdev is gone. */
static bool is_transient(int error)
{
	return error == -EAGAIN || error == -EBUSY || error == -EINTR || error == -ENOBUFS || error == -ENOMEM ||
	       error == -ETIMEDOUT;	/* no ACK in time */
}

/* Up at the MTU, with logged attempts. Returns 0, or a negative errno and in
 * *failed the attempt that was the last. */
static int bring_up(struct nl_sock *sock, struct link *link, unsigned mtu, struct log_event *failed)
{
	struct log_event e = { .ifname = link->name, .action = "up", .mtu = mtu, .attempts = conf_number(CONF_ATTEMPTS) };

	for (e.attempt = 1;; e.attempt++) {
		int r = link_get(sock, link->ifindex, NULL, link), pause;

		if (r == 0)
			r = link_ensure(sock, link, mtu);
		if (r >= 0) {
			e.error = 0;	/* of the attempt before */
			e.id = r ? LOG_ID_CHANGED : NULL;
			log_event(r ? LOG_INFO : LOG_DEBUG, &e, r ? "up at MTU %u" : "is already up at MTU %u", mtu);
			return 0;
		}
		e.error = r;
		if (!is_transient(r) || e.attempt == e.attempts) {
			failed->attempt = e.attempt;
			failed->attempts = e.attempts;
			return r;
		}
		pause = clock_pause(e.attempt);
		log_event(LOG_WARNING, &e, "not up at MTU %u yet, retry in %d ms", mtu, pause);
		clock_poll(-1, clock_now() + pause);
	}
}

/* The link as it is now. Down is believed if it lasts: a reset by tbnet-check, or by another wait, looks like it. */
static int look(struct nl_sock *sock, struct nl_sock *watch, struct link *link)
{
	int64_t deadline = clock_now() + DOWN_MS;

	for (;;) {
		int r = link_get(sock, link->ifindex, NULL, link);

		if (r < 0 || (link->flags & IFF_UP))
			return r;
		r = rtnl_watch_next(watch, deadline);
		if (r <= 0)
			return r;
	}
}

static int carrier_until(struct nl_sock *sock, struct nl_sock *watch, struct link *link,
			 int64_t deadline)
{
	for (;;) {
		int r = look(sock, watch, link);

		if (r < 0)
			return r;
		if (link->carrier || !(link->flags & IFF_UP))
			return 0;
		r = rtnl_watch_next(watch, deadline);
		if (r <= 0)
			return r;
	}
}

/* After a look that failed with what may pass, the n-th such one: says so and pauses. */
static void pause_after(const struct link *link, unsigned mtu, int error, unsigned n)
{
	struct log_event e = { .ifname = link->name, .action = "wait", .mtu = mtu, .error = error,
			       .attempt = n, .attempts = conf_number(CONF_ATTEMPTS) };
	int pause = clock_pause(n);

	log_event(LOG_WARNING, &e, "cannot read its state while waiting for its peer, retry in %d ms", pause);
	clock_poll(-1, clock_now() + pause);
}

/* Waits for carrier, with one reset if the login is stuck. 0: see *link. */
static int login(struct nl_sock *sock, struct nl_sock *watch, struct link *link,
		 unsigned mtu, unsigned patience, struct notes *notes, struct log_event *failed)
{
	int64_t begin = clock_now(), wait = (int64_t)patience * 1000, end = begin + wait;
	int64_t stuck = failed->port ? begin + wait / STUCK : end;	/* no peer, no login */
	unsigned failures = 0;

	for (;;) {
		int r = carrier_until(sock, watch, link, stuck);

		if (r < 0 && is_transient(r) && ++failures < conf_number(CONF_ATTEMPTS)) {
			pause_after(link, mtu, r, failures);
			continue;
		}
		if (r < 0 || link->carrier || !(link->flags & IFF_UP))
			return r;
		if (clock_left(end) == 0)
			return look(sock, watch, link);	/* log what the kernel has now */
		r = reset_link(sock, link, mtu, notes, "login stuck: peer present, up, no carrier");
		if (r < 0 && r != -ENODEV)
			r = 1;	/* logged: brought up again here */
		if (r > 0)
			r = bring_up(sock, link, mtu, failed);
		if (r < 0)
			return r;
		stuck = end;
	}
}

static int say_usable(struct log_event *e, const struct port *port)
{
	e->outcome = "usable";
	e->id = LOG_ID_USABLE;
	if (port->number)
		log_event(LOG_INFO, e, "usable: up at MTU %u, carrier, peer %s at port %u of %s", e->mtu,
			  *port->peer_name ? port->peer_name : "without a name", port->number, port->controller);
	else
		log_event(LOG_INFO, e, "usable: up at MTU %u, carrier", e->mtu);
	return EXIT_DONE;
}

static int say_no_login(struct log_event *e, unsigned waited)
{
	e->outcome = "no-login";
	e->id = LOG_ID_NO_LOGIN;
	log_event(LOG_WARNING, e, "up at MTU %u, but the peer did not log in within %u s; the link works once the peer's interface is up; next: on the peer: ip link",
		  e->mtu, waited);
	return EXIT_PARTLY;
}

static int say_failed(struct log_event *e, const struct link *link)
{
	if (e->error == -ENODEV) {
		e->error = 0;
		e->attempts = 0;
		e->outcome = "gone";
		log_event(LOG_INFO, e, "gone: cable pulled, or the peer went away");
		return EXIT_PARTLY;
	}
	e->outcome = "failed";
	e->id = LOG_ID_GAVE_UP;
	if (e->error)
		log_event(LOG_ERR, e, "cannot be brought up at MTU %u", e->mtu);
	else
		log_event(LOG_ERR, e, "somebody set it down during the wait, not touched; to use it: tbnet-up %s", link->name);
	return EXIT_FAILED;
}

/* A link that works without it is better than none: log a refusal and go on. */
static void set_tso(struct nl_sock *sock, const struct link *link, unsigned mtu)
{
	struct log_event e = { .ifname = link->name, .action = "up", .mtu = mtu, .id = LOG_ID_CHANGED };
	struct link master;
	bool bridged = link->master && link_get(sock, link->master, NULL, &master) == 0 && strcmp(master.kind, "bridge") == 0;
	bool wanted = tso_wanted(mtu, bridged);
	int r = tso_read(link->name);

	if (r < 0 || r == wanted)
		return;
	e.error = tso_set(link->name, wanted);
	if (e.error == -ENODEV)
		return;
	if (e.error)
		log_event(LOG_WARNING, &e, "cannot switch TSO %s, going on", wanted ? "on" : "off");
	else if (wanted)
		log_event(LOG_INFO, &e, "TSO switched on (%s): packets that guests or a LAN send through this link may be lost; to keep it off: TBNET_TSO=no",
			  conf_is_set(CONF_TSO) ? "TBNET_TSO=yes" : "for speed at this MTU");
	else
		log_event(LOG_INFO, &e, "TSO switched off%s; to keep it on: TBNET_TSO=yes",
			  mtu > ETH_DATA_LEN ? ", since its .link file does not" : "");
}

int wait_usable(struct nl_sock *sock, struct link *link, unsigned mtu, unsigned patience)
{
	struct log_event e = { .ifname = link->name, .action = "wait", .mtu = mtu };
	_cleanup_rtnl_ struct nl_sock *watch = NULL;
	struct port port = { 0 };
	struct notes notes;

	notes_read(link->name, link->ifindex, &notes);
	/* for tbnet-check: the unit has run for this netdev, as by hand it has not; without the note it is started once more,
	 * which changes nothing that is right */
	if (getenv("INVOCATION_ID")) {
		notes.v[NOTE_UNIT] = NOTE_UNIT_RAN;
		notes_write(&notes);
	}
	port_from_ifname(link->name, &port);	/* not a Thunderbolt port: stays empty */
	e.port = port.number;
	e.error = rtnl_watch(RTMGRP_LINK, &watch);
	if (!e.error)
		e.error = bring_up(sock, link, mtu, &e);
	if (!e.error && port.number)
		set_tso(sock, link, mtu);
	progress_begin(clock_now() + (int64_t)patience * 1000, "%s: waiting for the login of %s", link->name,
		       *port.peer_name ? port.peer_name : "its peer");
	if (!e.error)
		e.error = login(sock, watch, link, mtu, patience, &notes, &e);
	progress_end();
	if (!e.error && link->mtu != mtu && (link->flags & IFF_UP))
		e.error = bring_up(sock, link, mtu, &e);	/* changed while we waited */
	if (e.error || !(link->flags & IFF_UP))
		return say_failed(&e, link);
	if (!link->carrier)
		return say_no_login(&e, patience);
	if (port.number)
		peers_note(link->name, &port, "wait");
	return say_usable(&e, &port);
}
