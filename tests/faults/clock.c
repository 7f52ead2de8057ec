/* SPDX-License-Identifier: GPL-2.0-or-later */
/* clock: clocks that jump, for events.bats, in front of libc. The wall clock goes a year forth and back with each look at
 * it; CLOCK_MONOTONIC, with JUMP=N, goes a day forth at its N-th one, as where a machine was held up. */
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

int clock_gettime(clockid_t clock, struct timespec *ts)
{
	static long looks[2];
	const char *jump = getenv("JUMP");
	int r = (int)syscall(SYS_clock_gettime, clock, ts);

	if (clock == CLOCK_MONOTONIC && jump && ++looks[0] >= atol(jump))
		ts->tv_sec += 86400;
	if (clock == CLOCK_REALTIME)
		ts->tv_sec += looks[1]++ % 2 ? 31536000 : -31536000;
	return r;
}

time_t time(time_t *ret)
{
	struct timespec ts;

	clock_gettime(CLOCK_REALTIME, &ts);
	if (ret)
		*ret = ts.tv_sec;
	return ts.tv_sec;
}
