/* SPDX-License-Identifier: GPL-2.0-or-later */
/* selftest: ask somebody to replug each cable, and measure how the link returns. */
#include <errno.h>
#include <libudev.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "parts.h"
#include "rtnl.h"

#define PULL_MS		60000
#define PLUG_MS		120000
#define STEP_MS		1000	/* an event that was lost costs no more */
#define LINKS_MAX	4

DEFINE_CLEANUP(struct udev_monitor *, cleanup_monitor, udev_monitor_unref)

/* How far the link is. */
enum stage { GONE, THERE, RIGHT, USABLE, STAGES };

struct replug {
	const char *ifname;
	unsigned mtu;
	struct nl_sock *sock, *watch;
	struct udev_monitor *monitor;
	int64_t first, at[STAGES];	/* ms: the first event of the cable, and when each stage was seen first; 0: not yet */
};

/* The kernel's own events: what udevd makes of them comes later. */
static int open_monitor(struct udev_monitor **ret)
{
	struct udev *udev = udev_new();
	struct udev_monitor *m = udev ? udev_monitor_new_from_netlink(udev, "kernel") : NULL;
	int r = m ? 0 : -ENOMEM;

	if (r == 0)
		r = udev_monitor_filter_add_match_subsystem_devtype(m, "thunderbolt", NULL);
	if (r == 0)
		r = udev_monitor_enable_receiving(m);
	udev_unref(udev);
	*ret = m;
	return r;
}

static enum stage stage_of(const struct replug *p)
{
	struct link link;

	if (link_get(p->sock, 0, p->ifname, &link) < 0)
		return GONE;
	return !link_is_right(&link, p->mtu) ? THERE : link.carrier ? USABLE : RIGHT;
}

/* Until the link is at that stage. Returns 1, 0 at the deadline or when somebody pressed Enter, or a negative errno. */
static int wait_for(struct replug *p, enum stage wanted, int64_t deadline)
{
	struct pollfd fds[] = {
		{ .fd = STDIN_FILENO, .events = POLLIN }, { .fd = nl_socket_get_fd(p->watch), .events = POLLIN },
		{ .fd = udev_monitor_get_fd(p->monitor), .events = POLLIN },
	};

	for (;;) {
		enum stage stage = stage_of(p);
		int64_t now = clock_now();
		int left = clock_left(deadline);
		char line[256];

		if (wanted == USABLE && stage != GONE && !p->first)
			p->first = now;
		for (int s = THERE; wanted == USABLE && s <= (int)stage; s++)
			p->at[s] = p->at[s] ? p->at[s] : now;
		if (stage == wanted)
			return 1;
		if (left == 0)
			return 0;
		if (poll(fds, 3, left < STEP_MS ? left : STEP_MS) < 0 && errno != EINTR)
			return -errno;
		if (fds[0].revents)
			return read(STDIN_FILENO, line, sizeof(line)) < 0 ? -errno : 0;
		if (wanted == USABLE && (fds[1].revents || fds[2].revents) && !p->first)
			p->first = clock_now();
		rtnl_drain(fds[1].fd);
		rtnl_drain(fds[2].fd);
	}
}

static int replug(FILE *f, struct replug *p, const struct host_port *port)
{
	int r;

	printf("Pull the cable of %s out of port %u of %s. Enter skips it.\n", p->ifname, port->number, port->controller->address);
	fflush(stdout);
	r = wait_for(p, GONE, clock_now() + PULL_MS);
	if (r <= 0) {
		fprintf(f, "%s: not pulled\n", p->ifname);
		return r;
	}
	rtnl_drain(nl_socket_get_fd(p->watch));
	rtnl_drain(udev_monitor_get_fd(p->monitor));
	printf("Now plug it in again, into the same port.\n");
	fflush(stdout);
	r = wait_for(p, USABLE, clock_now() + PLUG_MS);
	fprintf(f, "%s: %s", p->ifname, r > 0 ? "usable again" : "NOT usable again");
	if (p->at[THERE])
		fprintf(f, ", interface %lld ms after the first event", (long long)(p->at[THERE] - p->first));
	if (p->at[RIGHT])
		fprintf(f, ", up at MTU %u after %lld ms", p->mtu, (long long)(p->at[RIGHT] - p->first));
	if (p->at[USABLE])
		fprintf(f, ", carrier after %lld ms", (long long)(p->at[USABLE] - p->first));
	fputc('\n', f);
	printf(r > 0 ? "Usable again.\n" : "It did not come back.\n");
	return r < 0 ? r : 0;
}

static int replug_all(FILE *f, const struct host *n)
{
	_cleanup_rtnl_ struct nl_sock *sock = NULL, *watch = NULL;
	_cleanup_(cleanup_monitor) struct udev_monitor *monitor = NULL;
	int r = rtnl_open(RTNL_TIMEOUT_MS, &sock), done = 0;

	if (r == 0)
		r = rtnl_watch(RTMGRP_LINK, &watch);
	if (r == 0)
		r = open_monitor(&monitor);
	EACH_PORT(p) {
		struct replug one = { .mtu = host_mtu(n, p), .sock = sock, .watch = watch, .monitor = monitor };

		if (r < 0 || done == LINKS_MAX || !host_usable(n, p))
			continue;
		one.ifname = p->netdev->name;
		r = replug(f, &one, p);
		done++;
	}
	if (!done)
		fputs("no link is usable, so there is no cable to pull\n", f);
	return r;
}

/* Measures the links after the replugs. */
static int put_probes(FILE *f)
{
	_cleanup_(view_free) struct view v = { 0 };
	int r = view_take(true, &v);

	for (size_t i = 0; r == 0 && i < v.host.n_ports; i++) {
		const struct host_port *p = &v.host.ports[i];

		if (p->probe.state == PROBE_ANSWERED)
			fprintf(f, "%s: %u of %u echoes lost, %u us, up to %u bytes, at least %.1f of %u x %s Gb/s each way, %u us under load\n",
				p->netdev->name, p->probe.lost, p->probe.sent, p->probe.rtt_mean, p->probe.largest, (double)p->probe.throughput / 1e9,
				p->lanes, *p->speed ? p->speed : "?", p->probe.rtt_load);
		else if (p->netdev)
			fprintf(f, "%s: nobody answered\n", p->netdev->name);
	}
	return r;
}

static int put_figures(FILE *f, const struct entries *e, const struct view *v)
{
	int r;

	(void)e;
	printf("You pull the cables one after another. Each time the mesh works without that cable.\n");
	r = replug_all(f, &v->host);
	return r < 0 ? r : put_probes(f);
}

int part_test(struct entries *e, const struct view *v)
{
	int r = part_put(e, "figures", put_figures, v);

	if (r == 0)
		printf("\n%s\n", e->v[e->n - 1].text);
	return r;
}
