/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reset: set a link down and up, and restore what the down removes, or skip it. */
#include "reset.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>

#include "clock.h"
#include "conf.h"
#include "instance.h"
#include "keep.h"
#include "log.h"
#include "port.h"
#include "state.h"

#define UPS		3	/* attempts of what the kernel refuses after the down */

/* Seconds until the next reset is allowed. A time in the future is none. */
static unsigned left(const struct notes *n)
{
	uint64_t now = (uint64_t)clock_now(), ready = n->v[NOTE_RESET] + conf_number(CONF_RESET_INTERVAL) * UINT64_C(1000);

	return !n->v[NOTE_RESET] || n->v[NOTE_RESET] > now || ready <= now ? 0 : (unsigned)((ready - now + 999) / 1000);
}

/* True if there may be one now; else said why not. */
static bool is_allowed(struct notes *n, const struct log_event *e, const char *reason)
{
	unsigned wait = left(n);

	if (!conf_bool(CONF_RESET))
		log_event(LOG_DEBUG, e, "%s; reset skipped: TBNET_RESET=no", reason);
	else if (!e->port)
		log_event(LOG_DEBUG, e, "%s; reset skipped: no peer in sysfs", reason);
	else if (n->v[NOTE_RESETS] >= RESETS_MAX)
		log_event(n->v[NOTE_STOPPED] ? LOG_DEBUG : LOG_WARNING, e, "%s; reset skipped from now on: the last %u brought no packet; next: on the peer: ip link",
			  reason, RESETS_MAX);
	else if (wait)
		log_event(LOG_INFO, e, "%s; reset skipped: the last one was %u s ago, the next is allowed in %u s", reason,
			  conf_number(CONF_RESET_INTERVAL) - wait, wait);
	else
		return true;
	n->v[NOTE_STOPPED] |= n->v[NOTE_RESETS] >= RESETS_MAX;
	return false;
}

/* Logs once what a reset could not restore. */
static bool read_keep(struct nl_sock *sock, const struct log_event *event, struct notes *n, const char *reason,
		      int ifindex, struct keep *ret)
{
	struct log_event e = *event;
	const char *why = NULL;

	e.error = keep_read(sock, ifindex, ret, &why);
	if (e.error == 0)
		return true;
	if (e.error == -EOPNOTSUPP)
		e.error = 0;
	log_event(n->v[NOTE_KEEPS] ? LOG_DEBUG : LOG_WARNING, &e, "%s; reset skipped: %s%s; to do it by hand: ip link set %s down && tbnet-up %s",
		  reason, why ? "the link has " : "cannot read what a reset must restore", why ? why : "", e.ifname, e.ifname);
	n->v[NOTE_KEEPS] = 1;
	return false;
}

/* The up, and everything back. Returns 0, or the last errno. */
static int up_again(struct nl_sock *sock, const struct link *link, unsigned mtu, struct keep *keep, struct log_event *e)
{
	e->attempts = UPS;
	for (e->attempt = 1;; e->attempt++) {
		int r = link_set_up(sock, link->ifindex, mtu);

		if (r == 0)
			r = keep_restore(sock, keep);
		if (r == 0)
			return 0;
		e->error = r;
		/* it was up a moment ago: whatever the kernel refuses is tried again */
		if (r == -ENODEV || e->attempt == UPS)
			return r;
		clock_poll(-1, clock_now() + clock_pause(e->attempt));
	}
}

/* Says what came of it, as it is read back. Returns 0 or a negative errno. */
static int read_back(struct nl_sock *sock, struct link *link, struct keep *keep, struct log_event *e)
{
	unsigned ups = e->attempt;
	char what[64], typed[INSTANCE_UNIT_SIZE];
	int missing;

	e->attempts = e->attempt = 0;
	missing = keep_missing(sock, link->ifindex, keep, what, sizeof(what));
	if (missing < 0) {
		e->error = missing;
		log_event(LOG_ERR, e, "reset, but cannot read back whether everything was restored; next: systemctl restart %s", instance_typed(e->ifname, typed));
	} else if (missing) {
		log_event(LOG_ERR, e, "reset, but could not restore %s%s; next: systemctl restart %s", what,
			  missing > 1 ? " and more" : "", instance_typed(e->ifname, typed));
	} else if (ups > 1) {
		log_event(LOG_WARNING, e, "up again after %u failed attempt%s", ups - 1, ups > 2 ? "s" : "");
		return 0;
	}
	return missing < 0 ? missing : missing ? -EADDRNOTAVAIL : 0;
}

static int down_up(struct nl_sock *sock, struct link *link, unsigned mtu, struct keep *keep, struct log_event *e)
{
	char typed[INSTANCE_UNIT_SIZE];
	int r = link_set_down(sock, link->ifindex);

	/* no answer (the kernel may need 10 s) does not mean that it is not done */
	if (r < 0 && r != -ETIMEDOUT) {
		e->error = r;
		log_event(LOG_ERR, e, "reset failed: cannot set the link down");
		return r;
	}
	r = up_again(sock, link, mtu, keep, e);
	if (link_get(sock, link->ifindex, NULL, link) == 0 && (link->flags & IFF_UP))
		return read_back(sock, link, keep, e);
	if (r != -ENODEV)
		log_event(LOG_ERR, e, "reset, but the link did not come up again; next: systemctl restart %s", instance_typed(e->ifname, typed));
	return r < 0 ? r : -EIO;
}

/* No signal comes in between: those that come then wait until this one goes out of scope. */
static sigset_t hold_signals(void)
{
	sigset_t all, before;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	return before;
}

static void let_go(sigset_t *before)
{
	sigprocmask(SIG_SETMASK, before, NULL);
}

int reset_link(struct nl_sock *sock, struct link *link, unsigned mtu, struct notes *notes, const char *reason)
{
	struct log_event e = { .ifname = link->name, .action = "reset", .mtu = mtu };
	_cleanup_keep_ struct keep keep = { 0 };
	bool carrier = link->carrier;
	struct port port = { 0 };
	int r;

	port_from_ifname(link->name, &port);
	e.port = port.number;
	r = link_get(sock, link->ifindex, NULL, link);
	if (r < 0 && r != -ENODEV) {
		e.error = r;
		log_event(LOG_ERR, &e, "%s; reset skipped: cannot read the state of the link", reason);
	}
	if (r < 0 || link->carrier != carrier || !(link->flags & IFF_UP))
		return r;
	if (!is_allowed(notes, &e, reason) || !read_keep(sock, &e, notes, reason, link->ifindex, &keep)) {
		notes_write(notes);
		return 0;
	}
	/* what is noted must happen, or the limit blocks the next one */
	_cleanup_(let_go) sigset_t held = hold_signals();
	const struct notes before = *notes;

	notes->v[NOTE_RESET] = (uint64_t)clock_now();
	notes->v[NOTE_RESETS]++;
	notes->v[NOTE_NO_CARRIER] = notes->v[NOTE_KEEPS] = 0;
	e.error = notes_write(notes);
	if (e.error) {
		/* without a note there is no limit; and what the caller writes later must not count this one */
		*notes = before;
		log_event(LOG_WARNING, &e, "%s; reset skipped: cannot record it in " STATE_DIR, reason);
		return 0;
	}
	e.id = LOG_ID_RESET;
	log_event(LOG_WARNING, &e, "%s; reset", reason);
	r = down_up(sock, link, mtu, &keep, &e);
	return r < 0 ? r : 1;
}
