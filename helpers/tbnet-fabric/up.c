/* SPDX-License-Identifier: GPL-2.0-or-later */
/* up: addresses and forwarding of the ports that are there, at once. */
#include <errno.h>

#include "ifupdown2.h"
#include "log.h"
#include "metric.h"
#include "native.h"
#include "options.h"
#include "survey.h"
#include "verbs.h"

/* FRR hears of the cable's speed last: an adjacency waits for the address. */
static int port_up(const struct fabric *fabric, struct nl_sock *sock, const char *ifname)
{
	int r = native_port(sock, fabric, ifname);

	metric_set(ifname);
	return r;
}

int verb_up(const struct fabric *fabric, struct nl_sock *sock, const char *ifname)
{
	struct log_event e = { .ifname = fabric->dummy, .action = "fabric" };
	int installed, r = 0;

	if (ifname && !survey_is_ours(fabric, ifname))
		return EXIT_DONE;
	if (ifname)
		return port_up(fabric, sock, ifname) < 0 ? EXIT_FAILED : EXIT_DONE;
	/* with ifupdown2, its stanza makes the dummy at boot, and would stumble over one that is there; one that it has
	 * made and left without the address (its list of links lags behind what it makes) is completed */
	installed = ifupdown2_is_installed();
	if (installed < 0) {
		r = e.error = installed;
		log_event(LOG_ERR, &e, "whether ifupdown2 makes it cannot be told");
	} else {
		r = native_dummy(sock, fabric, installed == 0);
	}
	for (size_t i = 0; i < fabric->here->n_interfaces; i++)
		if (port_up(fabric, sock, fabric->here->interfaces[i]) < 0)
			r = -EIO;
	return r < 0 ? EXIT_FAILED : EXIT_DONE;
}
