/* SPDX-License-Identifier: GPL-2.0-or-later */
/* looks: what --probe has found out. */
#include <stdio.h>

#include "conf.h"
#include "looks.h"

LOOK(probe_silent)
{
	EACH_PORT(p)
		if (p->probe.state == PROBE_SILENT)
			hit(hits, p, NULL, NULL, NULL);
}

LOOK(probe_mtu)
{
	char largest[16], top[16], next[96];

	EACH_PORT(p) {
		if (!p->probe.largest || p->probe.largest >= p->probe.top)
			continue;
		snprintf(largest, sizeof(largest), "%u", p->probe.largest);
		snprintf(top, sizeof(top), "%u", p->probe.top);
		/* what is no node of ours has no tbnet-check */
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
