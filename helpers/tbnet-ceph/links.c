/* SPDX-License-Identifier: GPL-2.0-or-later */
/* links: this machine's, with the speed that their cables have (see bench.h). */
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "port.h"

DEFINE_CLEANUP(struct if_nameindex *, names_free, if_freenameindex)

void links_print(void)
{
	_cleanup_(names_free) struct if_nameindex *names = if_nameindex();
	unsigned n = 0;

	for (struct if_nameindex *i = names; i && i->if_name; i++) {
		struct port p = { 0 };

		if (port_from_ifname(i->if_name, &p) < 0)
			continue;
		printf("%s %s", n++ ? "," : "links:", i->if_name);
		if (p.lanes)
			printf(" %.0f Gbit/s", strtod(p.speed, NULL) * p.lanes);
		else
			printf(" of unknown speed");
	}
	puts(n ? "" : "links: none of Thunderbolt is here");
}
