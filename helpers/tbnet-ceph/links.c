/* SPDX-License-Identifier: GPL-2.0-or-later */
/* links: this machine's, with the speed that their cables have (see bench.h). */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "port.h"

struct seen {
	unsigned n;
	double slowest;	/* Gbit/s */
};

static int print(const char *ifname, void *data)
{
	struct seen *seen = data;
	struct port p = { 0 };
	double speed;
	int r = port_from_ifname(ifname, &p);

	if (r < 0)
		return r == -ENODEV ? 0 : r;
	speed = *p.speed ? strtod(p.speed, NULL) * p.lanes : 0;
	printf("%s %s", seen->n++ ? "," : "links:", ifname);
	if (speed > 0)
		printf(" %.0f Gbit/s", speed);
	else
		printf(" of unknown speed");
	if (speed > 0 && (seen->slowest <= 0 || speed < seen->slowest))
		seen->slowest = speed;
	return 0;
}

double links_print(void)
{
	struct seen seen = { 0 };
	int r = port_each(print, &seen);

	if (r < 0)
		printf("%s not all links of this machine can be read: %s\n", seen.n ? "," : "links:", strerror(-r));
	else
		puts(seen.n ? "" : "links: no Thunderbolt link on this machine");
	return seen.slowest;
}
