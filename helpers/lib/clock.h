/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clock: points in time on CLOCK_MONOTONIC, in ms, and waits that end there.
 * The ALARM clocks are denied inside udevd; the wall clock may jump at boot. */
#ifndef TBNET_CLOCK_H
#define TBNET_CLOCK_H

#include <stdint.h>

/* Now, in ms on CLOCK_MONOTONIC. */
int64_t clock_now(void);

/* Time until the deadline in ms, never negative, for poll(). */
int clock_left(int64_t deadline);

/* Pause in ms after failed attempt n (from 1): 100 ms, doubling, 5 s at most. */
int clock_pause(unsigned attempt);

/* Waits until fd is readable: 1 readable, 0 deadline reached, negative errno.
 * With fd -1 it only waits for the deadline. */
int clock_poll(int fd, int64_t deadline);

#endif
