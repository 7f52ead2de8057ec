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
static int wait_for(int fd, int ms)
{
	int64_t end = clock_now() + ms;

	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK)
			return -errno;
		if (clock_left(end) == 0)
			return -ETIMEDOUT;
		clock_poll(-1, clock_now() + PAUSE_MS);
	}
	return 0;
}

int lock_wait(int fd)
{
	return wait_for(fd, WAIT_MS);
}

static int take(const char *path, int flags, int ms)
{
	int fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | flags, 0600), r;

	if (fd < 0)
		return -errno;
	r = wait_for(fd, ms);
	if (r < 0) {
		close(fd);
		return r;
	}
	return fd;
}

int lock_take(const char *path, bool create)
{
	return take(path, create ? O_CREAT : 0, WAIT_MS);
}

int lock_try(const char *path)
{
	return take(path, O_CREAT, 0);
}
