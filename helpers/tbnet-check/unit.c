/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unit: tbnet-link@.service must have run for a netdev.
 *
 * A cable that is put back while the unit of the netdev before is still being stopped: the
 * start that udev's SYSTEMD_WANTS asks for contradicts the stop, and systemd drops it
 * ("Requested transaction contradicts existing jobs"), for good. */
#include "unit.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "cure.h"
#include "instance.h"
#include "log.h"
#include "process.h"
#include "state.h"

#define SYSTEMCTL	"/usr/bin/systemctl"
#define BOOTED		"/run/systemd/system"	/* sd_booted(3) */
#define DEADLINE_MS	20000	/* it only hands the job over */
#define IDLE_MAX	30	/* s between two looks that found no run of the unit */
#define JOB_MAX		300	/* s for which a job may wait; no unit of ours needs as long to stop */

static bool is_noted(const char *what, const char *ifname, int ifindex)
{
	char note[NAME_MAX];

	cure_note(note, sizeof(note), what, ifname);
	return state_is(note, (unsigned)ifindex);
}

static int set_note(const char *what, const char *ifname, int ifindex)
{
	char note[NAME_MAX];

	cure_note(note, sizeof(note), what, ifname);
	return state_write(note, (unsigned)ifindex);
}

/* True while systemd has a job for the unit, which it gives the number of: that start waits, or is at work, and was not
 * dropped. A systemctl that fails tells of none. */
static bool has_job(const char *unit)
{
	const char *const argv[] = { SYSTEMCTL, "show", "--property=Job", "--value", unit, NULL };
	_cleanup_free_ char *text = NULL;

	return process_read(argv, 64, clock_now() + DEADLINE_MS, &text) == 0 && *text >= '1' && *text <= '9';
}

static int start(const char *ifname, const char *unit)
{
	const char *const argv[] = { SYSTEMCTL, "--no-block", "start", unit, NULL };
	struct log_event e = { .ifname = ifname, .action = "check" };
	char typed[INSTANCE_UNIT_SIZE];
	int r;

	log_event(LOG_WARNING, &e, "systemd has not run %s for it (a start that meets a stop is dropped); started now", unit);
	r = process_run(argv, false, clock_now() + DEADLINE_MS);
	if (r == 0)
		return 0;
	e.error = r < 0 ? r : 0;
	log_event(LOG_ERR, &e, "%s cannot be started%s; next: systemctl status %s", unit,
		  r > 0 ? ", systemctl failed" : "", instance_typed(ifname, typed));
	return r < 0 ? r : -EIO;
}

/* Seconds for which it has been without, from the first look on: a start may be on its way. */
static int idle_for(const char *ifname, int ifindex, unsigned *ret)
{
	char since[NAME_MAX];
	unsigned now = (unsigned)(clock_now() / 1000), then;
	int r;

	cure_note(since, sizeof(since), "idle-since", ifname);
	if (is_noted("idle", ifname, ifindex) && state_read(since, &then) == 0 && then <= now) {
		*ret = now - then;
		return 0;
	}
	*ret = 0;
	r = state_write(since, now);
	return r < 0 ? r : set_note("idle", ifname, ifindex);
}

static void say_unhandled(const char *ifname, int ifindex)
{
	struct log_event e = { .ifname = ifname, .action = "check" };
	char unit[INSTANCE_UNIT_SIZE], typed[INSTANCE_UNIT_SIZE];

	log_event(LOG_ERR, &e, "%s has not run for it, though it was started; next: systemctl status %s",
		  instance_unit(ifname, unit), instance_typed(ifname, typed));
	set_note("unhandled", ifname, ifindex);
}

int unit_check(const char *ifname, int ifindex)
{
	struct log_event e = { .ifname = ifname, .action = "check" };
	char unit[INSTANCE_UNIT_SIZE];
	unsigned idle;

	if (access(BOOTED, F_OK) < 0 || is_noted("link", ifname, ifindex) || is_noted("unhandled", ifname, ifindex))
		return 0;
	e.error = idle_for(ifname, ifindex, &idle);
	if (!e.error && idle < IDLE_MAX)
		return 0;
	instance_unit(ifname, unit);	/* as 90-tbnet-link.rules names it */
	if (!e.error && idle < JOB_MAX && has_job(unit)) {
		log_event(LOG_DEBUG, &e, "%s has a job in systemd, which is waited for", unit);
		return 0;
	}
	if (is_noted("started", ifname, ifindex)) {
		say_unhandled(ifname, ifindex);
		return 0;
	}
	if (!e.error)
		e.error = set_note("started", ifname, ifindex);	/* without a note there is no end to it */
	if (!e.error)
		return start(ifname, unit);
	log_event(LOG_ERR, &e, "%s did not run, and is not started because it cannot be noted in " STATE_DIR, unit);
	return e.error;
}
