/* SPDX-License-Identifier: GPL-2.0-or-later */
/* retry: tell which errors are worth another attempt, and how long to pause. */
#include "retry.h"

#include <errno.h>

#define PAUSE_FIRST_MS	100
#define PAUSE_MAX_MS	5000

bool retry_is_transient(int error)
{
	switch (-error) {
	case EAGAIN:
	case EBUSY:
	case EINTR:
	case ENOBUFS:
	case ENOMEM:
	case ETIMEDOUT:	/* no ACK in time */
		return true;
	}
	return false;
}

int retry_pause(unsigned attempt)
{
	int pause = PAUSE_FIRST_MS;

	while (--attempt && pause < PAUSE_MAX_MS)
		pause *= 2;
	return pause < PAUSE_MAX_MS ? pause : PAUSE_MAX_MS;
}
