/* SPDX-License-Identifier: GPL-2.0-or-later */
/* watch: wait for events that may change the status. */
#include "watch.h"

#include <errno.h>
#include <libudev.h>
#include <poll.h>
#include <signal.h>
#include <sys/signalfd.h>

#include "clock.h"
#include "rtnl.h"
#include "stop.h"

/* A cable that comes or goes is some dozen events within some ms. */
#define QUIET_MS	100
#define LONGEST_MS	1000

/* MTU, carrier, addresses and the rest raise no uevent. */
#define GROUPS	(RTMGRP_LINK | RTMGRP_IPV4_IFADDR | RTMGRP_IPV6_IFADDR | RTMGRP_IPV4_ROUTE | RTMGRP_IPV6_ROUTE | \
		 1U << (RTNLGRP_IPV4_NETCONF - 1))

/* Events that udevd has finished: names and properties are complete then. Silent
 * where there is no udevd. */
static int open_udev(struct udev_monitor **ret)
{
	static const char *const subsystems[] = { "net", "thunderbolt", "pci", "module" };
	struct udev *udev = udev_new();
	struct udev_monitor *m = udev ? udev_monitor_new_from_netlink(udev, "udev") : NULL;
	int r = m ? 0 : -errno;

	for (size_t i = 0; i < sizeof(subsystems) / sizeof(*subsystems) && r >= 0; i++)
		r = udev_monitor_filter_add_match_subsystem_devtype(m, subsystems[i], NULL);
	if (r >= 0)
		r = udev_monitor_enable_receiving(m);
	udev_unref(udev);
	*ret = m;
	return r < 0 ? r : 0;
}

int watch_open(struct watch *ret)
{
	int r;

	*ret = (struct watch){ .signals = stop_open(SIGCONT) };
	if (ret->signals < 0)
		return ret->signals;
	r = rtnl_watch(GROUPS, &ret->rtnl);
	return r < 0 ? r : open_udev(&ret->udev);
}

void watch_close(struct watch *w)
{
	udev_monitor_unref(w->udev);
	cleanup_rtnl(&w->rtnl);
	if (w->signals >= 0)
		close(w->signals);
}

static int read_signal(int fd)
{
	struct signalfd_siginfo info;

	if (read(fd, &info, sizeof(info)) != (ssize_t)sizeof(info))
		return WATCH_LOOK;
	return info.ssi_signo == SIGCONT ? WATCH_ANEW : WATCH_END;
}

/* Drops the events: the next look reads everything anew, as after an overrun. */
static int drain(struct watch *w)
{
	int r = rtnl_drain(nl_socket_get_fd(w->rtnl));

	return r < 0 ? r : rtnl_drain(udev_monitor_get_fd(w->udev));
}

int watch_wait(struct watch *w, int64_t deadline)
{
	struct pollfd fds[] = {
		{ .fd = w->signals, .events = POLLIN },
		{ .fd = STDOUT_FILENO },	/* errors of it: the reader has gone, or the terminal */
		{ .fd = nl_socket_get_fd(w->rtnl), .events = POLLIN },
		{ .fd = udev_monitor_get_fd(w->udev), .events = POLLIN },
	};
	int64_t longest = 0;

	for (;;) {
		int n = poll(fds, sizeof(fds) / sizeof(*fds), clock_left(deadline)), r;

		if (n < 0 && errno != EINTR)
			return -errno;
		if (n == 0 && clock_left(deadline) == 0)
			return WATCH_LOOK;
		if (n <= 0)
			continue;
		if (fds[0].revents)
			return read_signal(w->signals);
		if (fds[1].revents)
			return WATCH_END;
		r = drain(w);
		if (r < 0)
			return r;
		if (!longest)
			longest = clock_now() + LONGEST_MS;
		deadline = clock_now() + QUIET_MS;
		if (deadline > longest)
			deadline = longest;
	}
}
