/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clock: points in time on CLOCK_MONOTONIC, in ms, and waits that end there. */
#include "clock.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <time.h>

#include "progress.h"

int64_t clock_now(void)
{
	struct timespec ts = { 0 };

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int clock_left(int64_t deadline)
{
	int64_t left = deadline - clock_now();

	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

int clock_pause(unsigned attempt)
{
	return attempt < 7 ? 50 << attempt : 5000;
}

int clock_poll(int fd, int64_t deadline)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };

	for (;;) {
		int n = poll(&p, 1, progress_left(deadline));

		if (n > 0)
			return 1;	/* an error state, too: the read tells */
		if (n == 0 && clock_left(deadline) == 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return -errno;
	}
}
