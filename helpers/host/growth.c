/* SPDX-License-Identifier: GPL-2.0-or-later */
/* growth: count the errors of a link since an earlier reading.
 *
 * root notes a reading in /run/tbnet, and a new one no sooner than after a minute, so
 * that two looks in a row tell as much as one. Others compare with root's. */
#include <unistd.h>

#include "clock.h"
#include "host.h"
#include "notes.h"

#define NOTE_MS	60000

void growth_read(struct host_port *p)
{
	uint64_t errors = p->counters[RX_ERRORS] + p->counters[TX_ERRORS], now = (uint64_t)clock_now(), at, before;
	struct notes notes;

	if (!p->counted)
		return;
	notes_read(p->netdev->name, p->link.ifindex, &notes);
	at = notes.v[NOTE_ERRORS_AT];
	before = notes.v[NOTE_ERRORS];
	if (at && at <= now && before <= errors) {
		p->growth = (struct growth){ .known = true, .errors = errors - before, .seconds = (int64_t)(now - at) / 1000 };
		if (now - at < NOTE_MS)
			return;
	}
	if (geteuid() != 0)
		return;
	notes.v[NOTE_ERRORS] = errors;
	notes.v[NOTE_ERRORS_AT] = now;
	notes_write(&notes);	/* a read-only /run: as for others */
}
