/* SPDX-License-Identifier: GPL-2.0-or-later */
/* growth: errors of a link since a reading that was taken before.
 *
 * root notes a reading in /run/tbnet, and a new one no sooner than after a minute, so
 * that two looks in a row tell as much as one. Others compare with root's. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "host.h"
#include "state.h"

#define NOTE_S	60

/* The note is of this netdev (a replug brings one with new counters), and tells when. */
static bool read_note(const struct host_port *p, unsigned *ret_errors, unsigned *ret_at)
{
	char name[NAME_MAX];

	snprintf(name, sizeof(name), "errors-of-%s", p->netdev->name);
	if (!state_is(name, (unsigned)p->link.ifindex))
		return false;
	snprintf(name, sizeof(name), "errors-at-%s", p->netdev->name);
	if (state_read(name, ret_at) < 0)
		return false;
	snprintf(name, sizeof(name), "errors-%s", p->netdev->name);
	return state_read(name, ret_errors) == 0;
}

static void write_note(const struct host_port *p, unsigned errors, unsigned at)
{
	char name[NAME_MAX];

	/* not valid while it is half written */
	snprintf(name, sizeof(name), "errors-of-%s", p->netdev->name);
	if (state_write(name, 0) < 0)
		return;		/* a read-only /run: as for others */
	snprintf(name, sizeof(name), "errors-%s", p->netdev->name);
	state_write(name, errors);
	snprintf(name, sizeof(name), "errors-at-%s", p->netdev->name);
	state_write(name, at);
	snprintf(name, sizeof(name), "errors-of-%s", p->netdev->name);
	state_write(name, (unsigned)p->link.ifindex);
}

void growth_read(struct host_port *p)
{
	/* 32 bits of it are enough to compare, and wrap */
	unsigned errors = (unsigned)(p->counters[RX_ERRORS] + p->counters[TX_ERRORS]);
	unsigned now = (unsigned)(clock_now() / 1000), before, at;

	if (!p->counted)
		return;
	if (read_note(p, &before, &at) && at <= now) {
		p->growth = (struct growth){ .known = true, .errors = errors - before, .seconds = now - at };
		if (now - at < NOTE_S)
			return;
	}
	if (geteuid() == 0)
		write_note(p, errors, now);
}
