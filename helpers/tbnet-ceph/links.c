/* SPDX-License-Identifier: GPL-2.0-or-later */
/* links: this machine's, with the speed that their cables have (see bench.h). */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "log.h"
#include "port.h"
#include "sysfs.h"

DEFINE_CLEANUP(struct if_nameindex *, names_free, if_freenameindex)

static void unseen(const char *ifname, int error)
{
	log_event(LOG_WARNING, &(struct log_event){ .ifname = ifname, .error = error }, "cannot tell whether it is a link");
}

double links_print(void)
{
	_cleanup_(names_free) struct if_nameindex *names = if_nameindex();
	double slowest = 0, speed;
	unsigned n = 0;

	if (!names) {
		log_event(LOG_WARNING, &(struct log_event){ .error = -errno }, "the links of this machine cannot be listed");
		return 0;
	}
	for (struct if_nameindex *i = names; i->if_name; i++) {
		struct port p = { 0 };
		int r = port_from_ifname(i->if_name, &p);

		if (sysfs_is_trouble(r))
			unseen(i->if_name, r);
		if (r < 0)
			continue;
		printf("%s %s", n++ ? "," : "links:", i->if_name);
		speed = *p.speed ? strtod(p.speed, NULL) * p.lanes : 0;
		if (speed > 0)
			printf(" %.0f Gbit/s", speed);
		else
			printf(" of unknown speed");
		if (speed > 0 && (slowest <= 0 || speed < slowest))
			slowest = speed;
	}
	puts(n ? "" : "links: none of Thunderbolt is here");
	return slowest;
}
