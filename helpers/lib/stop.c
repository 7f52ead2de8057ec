/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stop: handle the signals that ask the program to stop. */
#include "stop.h"

#include <errno.h>
#include <signal.h>
#include <sys/signalfd.h>

int stop_open(int more)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	if (more)
		sigaddset(&set, more);
	if (sigprocmask(SIG_BLOCK, &set, NULL) < 0)
		return -errno;
	fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return fd < 0 ? -errno : fd;
}
