/* SPDX-License-Identifier: GPL-2.0-or-later */
/* burst: measure how much one link passes at least. */
#ifndef TBNET_BURST_H
#define TBNET_BURST_H

#include "targets.h"
#include "probe.h"

/* Sends echoes of the largest size that passed for a quarter of a second, or to the deadline (ms), and fills throughput and
 * rtt_load if anything came back. */
void burst_run(const struct echo *echo, const struct echo_address *to, int64_t deadline, struct probe *ret);

/* Now on CLOCK_MONOTONIC, in ns: a round trip takes less than a ms. */
int64_t burst_now(void);

#endif
