/* SPDX-License-Identifier: GPL-2.0-or-later */
/* probe: measure what passes over one link. Sizes are of IP packets, in bytes: what an
 * MTU counts. */
#ifndef TBNET_PROBE_H
#define TBNET_PROBE_H

#include <netinet/in.h>
#include <stdint.h>

enum probe_state {
	PROBE_NONE,		/* not asked for, not permitted, or no carrier */
	PROBE_NOBODY,		/* no address to ask, and no IPv6 to find one */
	PROBE_SILENT,		/* nobody answered */
	PROBE_ANSWERED,
};

struct probe {
	enum probe_state state;
	char neighbor[INET6_ADDRSTRLEN];
	unsigned sent, lost;		/* one echo of each size */
	unsigned rtt_min, rtt_mean, rtt_max;	/* us */
	unsigned top;			/* the largest that was sent: this end's MTU */
	unsigned largest;		/* that was answered, and in one piece; 0: not known */
	unsigned hole_first, hole_last;	/* lost, while those around it pass; 0: none */
	uint64_t throughput;		/* bit/s that came back of a burst of echoes, so each way; 0: not known */
	unsigned rtt_load;		/* us, mean of the burst's */
	char unreached[INET6_ADDRSTRLEN];	/* that the peer should have by this end's network; "": none, or it answered */
	unsigned missing;		/* other sizes up to the largest that never passed */
};

struct host;

/* Asks the neighbors over all links that have carrier, at the same time, for about 3 s
 * at most. Returns 0, also where this user may not (n->unseen says so), or a negative
 * errno. */
int probe_links(struct host *n);

#endif
