/* SPDX-License-Identifier: GPL-2.0-or-later */
/* doctor: find what makes a link slow, by counters that grow while the probe loads it. */
#ifndef TBNET_DOCTOR_H
#define TBNET_DOCTOR_H

/* Of the whole host. */
enum doctor_count {
	DOCTOR_RETRANSMITTED,	/* TCP segments that were sent again */
	DOCTOR_SENT,		/* TCP segments in all */
	DOCTOR_REORDERED,	/* times that TCP found packets to have overtaken others */
	DOCTOR_TOO_LARGE,	/* packets that did not fit the next hop, and could not be cut */
	DOCTOR_DROPPED,		/* packets that a CPU had no room for */
	DOCTOR_SQUEEZED,	/* times that a CPU did not take all packets in its turn */
	DOCTOR_COUNTS
};

struct host;

/* Two readings, before and after the probe. What grew in between is in the host and its ports then. What cannot be read has not grown. */
void doctor_begin(struct host *n);
void doctor_end(struct host *n);

#endif
