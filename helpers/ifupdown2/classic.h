/* SPDX-License-Identifier: GPL-2.0-or-later */
/* classic: run ifup of classic ifupdown, which does nothing for an interface that it has configured before. */
#ifndef TBNET_CLASSIC_H
#define TBNET_CLASSIC_H

#include <stdbool.h>
#include <stdint.h>

#define CLASSIC_READY	"/run/network/ifstate"

/* True if it has brought up something since the machine booted, as networking.service does. */
bool classic_is_ready(void);

/* True if it counts the interface as configured (/run/network/ifstate.IF), whatever netdev that was. */
bool classic_has(const char *ifname);

/* Runs ifup for the interface; FORCE: also if it counts as configured. It waits by itself while another
 * ifup works on the interface. Returns as process_run(). */
int classic_ifup(const char *ifname, bool force, int64_t deadline);

#endif
