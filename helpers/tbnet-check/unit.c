/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unit: make sure that tbnet-link@.service has run for a netdev.
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
#include "instance.h"
#include "log.h"
#include "process.h"
#include "state.h"

#define SYSTEMCTL	"/usr/bin/systemctl"
#define BOOTED		"/run/systemd/system"	/* sd_booted(3) */
#define DEADLINE_MS	20000	/* it only hands the job over */
#define ANSWER_MAX	4096	/* bytes; a number */
#define IDLE_MAX	30	/* s between two looks that found no run of the unit */
#define JOB_MAX		300	/* s for which a job may wait; no unit of ours needs as long to stop */

/* True while systemd has a job for the unit, which it gives the number of: that start waits, or is at work, and was not
 * dropped. A systemctl that fails tells of none. */
static bool has_job(const char *unit)
{
	const char *const argv[] = { SYSTEMCTL, "show", "--property=Job", "--value", unit, NULL };
	_cleanup_free_ char *text = NULL;

	return process_capture(argv, ANSWER_MAX, -1, clock_now() + DEADLINE_MS, &text, NULL) == 0 && *text >= '1' && *text <= '9';
}

static int start(const struct notes *n, const char *unit)
{
	const char *const argv[] = { SYSTEMCTL, "--no-block", "start", unit, NULL };
	struct log_event e = { .ifname = n->ifname, .action = "check" };
	char typed[INSTANCE_UNIT_SIZE];
	int r;

	log_event(LOG_WARNING, &e, n->v[NOTE_BUSY] ? "another ifup was running when %s tried; started that again" :
		  "systemd has not run %s for it (it drops a start while a stop is pending); started it now", unit);
	r = process_run(argv, false, clock_now() + DEADLINE_MS);
	if (r == 0)
		return 0;
	e.error = r < 0 ? r : 0;
	log_event(LOG_ERR, &e, "%s cannot be started%s; next: systemctl status %s", unit,
		  r > 0 ? ", systemctl failed" : "", instance_typed(n->ifname, typed));
	return r < 0 ? r : -EIO;
}

int unit_check(struct notes *n)
{
	struct log_event e = { .ifname = n->ifname, .action = "check" };
	char instance[INSTANCE_SIZE], unit[INSTANCE_UNIT_SIZE], typed[INSTANCE_UNIT_SIZE];
	unsigned idle;

	if (access(BOOTED, F_OK) < 0 || n->v[NOTE_UNIT] == NOTE_UNIT_RAN || n->v[NOTE_UNIT] == NOTE_UNIT_GIVEN_UP)
		return 0;
	idle = (unsigned)(notes_age(n, NOTE_IDLE) / 1000);	/* s, from the first look on: a start may be on its way */
	e.error = notes_write(n);
	if (!e.error && idle < IDLE_MAX)
		return 0;
	/* as 90-tbnet-link.rules names it */
	snprintf(unit, sizeof(unit), "tbnet-link@%s.service", instance_escape(n->ifname, instance));
	if (!e.error && idle < JOB_MAX && has_job(unit)) {
		log_event(LOG_DEBUG, &e, "systemd has a job for %s; waiting for that", unit);
		return 0;
	}
	if (n->v[NOTE_UNIT] == NOTE_UNIT_STARTED) {
		log_event(LOG_ERR, &e, "%s did not run, although tbnet started it; next: systemctl status %s", unit,
			  instance_typed(n->ifname, typed));
		n->v[NOTE_UNIT] = NOTE_UNIT_GIVEN_UP;
		return 0;
	}
	n->v[NOTE_UNIT] = NOTE_UNIT_STARTED;
	if (!e.error)
		e.error = notes_write(n);	/* without a note there is no end to it */
	if (!e.error)
		return start(n, unit);
	log_event(LOG_ERR, &e, "%s did not run; start skipped: cannot record it in " STATE_DIR, unit);
	return e.error;
}
