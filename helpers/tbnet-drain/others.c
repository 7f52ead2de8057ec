/* SPDX-License-Identifier: GPL-2.0-or-later */
/* others: find a mesh of another routing protocol, which tbnet-drain cannot leave. */
#include "others.h"

#include <net/if.h>
#include <stdio.h>

#include "clock.h"
#include "frr.h"
#include "log.h"
#include "port.h"

struct found {
	char name[64], port[IFNAMSIZ];
};

static void find(const char *where, const char *name, const char *state, bool up, void *data)
{
	struct found *found = data;

	(void)state;
	if (!up || *found->port || !port_is_ours(where, (int)if_nametoindex(where)))
		return;
	snprintf(found->name, sizeof(found->name), "%.63s", name);
	snprintf(found->port, sizeof(found->port), "%.15s", where);
}

bool others_are_near(void)
{
	static const enum frr_protocol others[] = { FRR_OSPF, FRR_BGP };
	struct found found = { 0 };

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		struct frr_look look = { 0 };

		if (frr_runs(frr_daemon(others[i])) <= 0 || frr_look(others[i], clock_now() + FRR_DEADLINE_MS, &look) != 0)
			continue;
		frr_each_neighbor(&look, find, &found);
		frr_look_free(&look);
		if (!*found.port)
			continue;
		log_plain(LOG_ERR, "nothing was changed: %s has the neighbor %s at %s, and tbnet-drain can leave a mesh of OpenFabric only; next: %s",
			  frr_protocol_name(others[i]), found.name, found.port, others[i] == FRR_OSPF ?
			  "vtysh -c 'configure terminal' -c 'router ospf' -c 'max-metric router-lsa administrative'" :
			  "see graceful-shutdown in FRR's documentation of BGP");
		return true;
	}
	return false;
}
