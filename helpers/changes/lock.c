/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lock: let one program at a time change files. */
#include "lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "clock.h"

#define WAIT_MS		10000	/* changes take milliseconds; PVE's own lock waits as long */
#define PAUSE_MS	50

/* flock() has no time-out, and its end raises no event. */
int lock_wait(int fd)
{
	int64_t end = clock_now() + WAIT_MS;

	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK)
			return -errno;
		if (clock_left(end) == 0)
			return -ETIMEDOUT;
		clock_poll(-1, clock_now() + PAUSE_MS);
	}
	return 0;
}

int lock_take(const char *path, bool create)
{
	int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | (create ? O_CREAT : 0), 0600), r;

	if (fd < 0)
		return -errno;
	r = lock_wait(fd);
	if (r < 0) {
		close(fd);
		return r;
	}
	return fd;
}
