/* SPDX-License-Identifier: GPL-2.0-or-later */
/* apply: have ifupdown2 or classic ifupdown apply the stanzas of one interface. */
#ifndef TBNET_APPLY_H
#define TBNET_APPLY_H

#include <stdint.h>

#include "interfaces.h"
#include "link.h"

struct nl_sock;

/* One interface and what interfaces(5) has for it. */
struct job {
	enum ifupdown tool;
	const struct sections *all;
	struct nl_sock *sock;
	struct link link;
	struct stanza stanza;
	struct uppers uppers;
	unsigned mtu, wait;	/* bytes; s */
	int64_t deadline;
};

/* Runs ifup of the tool for the link. Classic ifupdown counts a name as configured, whatever netdev
 * has it now: --force is given where this netdev is not the one that it configured, which an address that is
 * missing tells, or our own note of the last one. Returns as process_run(), and as ifupdown2_ifup(). */
int apply(const struct job *job);

/* VLANs on the link go with it: makes those that are to be there by themselves. Logs. */
int apply_vlans(const struct job *job);

/* Logs why ifup of NAME failed, with the next step. If another ifup was running all the time, tbnet-check has the link's
 * unit run again, APPLY_AGAIN times for a netdev: with TBNET_IFUP_WAIT and the pause of tbnet-check that is an hour. */
void apply_say_failed(const struct job *job, const char *name, int r);

#define APPLY_AGAIN	30

#endif
