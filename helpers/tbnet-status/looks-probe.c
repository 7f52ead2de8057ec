/* SPDX-License-Identifier: GPL-2.0-or-later */
/* looks: check the results of --probe. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "conf.h"
#include "looks.h"

LOOK(probe_silent)
{
	EACH_PORT(p)
		if (p->probe.state == PROBE_SILENT)
			hit(hits, p, NULL, NULL, NULL);
}

LOOK(probe_address)
{
	EACH_PORT(p)
		if (*p->probe.unreached)
			hit(hits, p, p->probe.unreached, p->probe.neighbor, NULL);
}

LOOK(probe_mtu)
{
	char largest[16], top[16], next[96];

	EACH_PORT(p) {
		if (!p->probe.largest || p->probe.largest >= p->probe.top)
			continue;
		snprintf(largest, sizeof(largest), "%u", p->probe.largest);
		snprintf(top, sizeof(top), "%u", p->probe.top);
		/* a host that is not one of our nodes has no tbnet-check */
		if (*p->vendor)
			snprintf(next, sizeof(next), "TBNET_LINK_MTU=%s=%s in " CONF_FILE " here", p->netdev->name, largest);
		else
			snprintf(next, sizeof(next), "at %s: tbnet-check; or TBNET_LINK_MTU=%s=%s in " CONF_FILE " here", host_peer(p), p->netdev->name, largest);
		hit(hits, p, largest, top, next);
	}
}

LOOK(probe_hole)
{
	char first[16], last[16];

	EACH_PORT(p) {
		if (!p->probe.hole_first)
			continue;
		snprintf(first, sizeof(first), "%u", p->probe.hole_first);
		snprintf(last, sizeof(last), "%u", p->probe.hole_last);
		hit(hits, p, first, last, NULL);
	}
}

LOOK(probe_loss)
{
	char missing[16];

	EACH_PORT(p) {
		if (!p->probe.missing)
			continue;
		snprintf(missing, sizeof(missing), "%u", p->probe.missing);
		hit(hits, p, missing, NULL, NULL);
	}
}

#define FEW	10	/* in the second or less of a probe: what happens now and then on every host */
#define SQUEEZES	100

static const char *text_of(uint64_t n, char buf[24])
{
	snprintf(buf, 24, "%" PRIu64, n);
	return buf;
}

/* One in a hundred is what TCP notices. */
LOOK(retransmits)
{
	char again[24], all[24];

	if (n->examined && n->grown[DOCTOR_RETRANSMITTED] >= FEW && n->grown[DOCTOR_RETRANSMITTED] * 100 >= n->grown[DOCTOR_SENT])
		hit(hits, NULL, text_of(n->grown[DOCTOR_RETRANSMITTED], again), text_of(n->grown[DOCTOR_SENT], all), NULL);
}

LOOK(reordering)
{
	char count[24];

	if (n->examined && n->grown[DOCTOR_REORDERED] >= FEW)
		hit(hits, NULL, text_of(n->grown[DOCTOR_REORDERED], count), NULL, NULL);
}

LOOK(squeezed)
{
	char times[24], dropped[24];

	if (n->examined && n->grown[DOCTOR_SQUEEZED] + n->grown[DOCTOR_DROPPED] >= SQUEEZES)
		hit(hits, NULL, text_of(n->grown[DOCTOR_SQUEEZED], times), text_of(n->grown[DOCTOR_DROPPED], dropped), NULL);
}

LOOK(too_large)
{
	char count[24];

	if (n->examined && n->grown[DOCTOR_TOO_LARGE] >= FEW)
		hit(hits, NULL, text_of(n->grown[DOCTOR_TOO_LARGE], count), NULL, NULL);
}

LOOK(rx_missed)
{
	char count[24];

	EACH_PORT(p)
		if (n->examined && p->missed)
			hit(hits, p, text_of(p->missed, count), NULL, NULL);
}

/* It slept before the first echo came: a round trip then takes twice as long, 1255 us where 592 were measured. */
LOOK(sleeping)
{
	char ms[24];

	EACH_PORT(p) {
		const char *power = n->controllers[p->controller - n->picture.machine.controllers].power;

		if (p->probe.rtt_max < 1000 || !power || strcmp(power, "asleep") != 0)
			continue;
		snprintf(ms, sizeof(ms), "%u.%03u", p->probe.rtt_max / 1000, p->probe.rtt_max % 1000);
		hit(hits, p, ms, p->controller->address, NULL);
	}
}
