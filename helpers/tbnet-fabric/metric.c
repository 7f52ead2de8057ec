/* SPDX-License-Identifier: GPL-2.0-or-later */
/* metric: set OpenFabric's metric of a port by the speed of its cable, so that FRR prefers the better cable.
 *
 * A cable that fell back to 10 Gb/s counts as much as four good ones, so that traffic goes the other way round. */
#include "metric.h"

#include <errno.h>
#include <stdio.h>

#include "cleanup.h"
#include "clock.h"
#include "frr.h"
#include "log.h"
#include "peers.h"
#include "port.h"
#include "state.h"

#define FULL		400	/* Gb/s x metric: two lanes of 20 Gb/s are FRR's 10 */
#define DAMPED_S	60	/* a cable that trains up and down moves the traffic once a minute at most */

unsigned metric_of(double speed)
{
	double metric = speed > 0 ? FULL / speed : 0;

	return metric <= 0 ? 0 : metric < 1 ? 1 : metric > FULL ? FULL : (unsigned)(metric + 0.5);
}

/* The port's metric in the running FRR, 0 for none; -ENOENT: OpenFabric does not run on it. */
static int read_metric(const char *ifname)
{
	_cleanup_(frr_config_free) struct frr_config config = { 0 };
	const struct frr_interface *port;
	int r = frr_runs("fabricd");

	if (r <= 0)
		return r < 0 ? r : -ENOENT;
	r = frr_running(&config);
	port = r < 0 ? NULL : frr_interface(&config, ifname);
	return r < 0 ? r : port && *port->router ? (int)port->metric : -ENOENT;
}

static int configure(const char *ifname, unsigned metric)
{
	char text[96];
	int r;

	if (metric == FRR_METRIC_DEFAULT)
		snprintf(text, sizeof(text), "interface %s\nno openfabric metric", ifname);
	else
		snprintf(text, sizeof(text), "interface %s\nopenfabric metric %u", ifname, metric);
	r = frr_configure(text);
	if (r)
		return r < 0 ? r : -EIO;
	r = read_metric(ifname);
	return r < 0 ? r : (unsigned)r == (metric == FRR_METRIC_DEFAULT ? 0 : metric) ? 0 : -EIO;
}

/* Sets it, and notes it, so that the next look knows it as ours. */
static void change(const char *ifname, const char *note, unsigned wanted, double speed)
{
	struct log_event e = { .ifname = ifname, .action = "fabric", .error = configure(ifname, wanted) };
	char since[48];

	if (e.error == 0)
		e.error = wanted == FRR_METRIC_DEFAULT ? state_remove(note) : state_write(note, wanted);
	snprintf(since, sizeof(since), "%s-since", note);
	state_write(since, (unsigned)(clock_now() / 1000));
	e.id = e.error ? NULL : LOG_ID_CHANGED;
	log_event(e.error ? LOG_ERR : LOG_INFO, &e, e.error ? "cannot set metric %u; see: vtysh -c 'show running-config'" :
		  "metric %u, for a cable of %g Gb/s", wanted, speed);
}

/* Changed so short a time ago that it has to wait for the next look. */
static bool is_damped(const char *since)
{
	unsigned then, now = (unsigned)(clock_now() / 1000);

	return state_read(since, &then) == 0 && now >= then && now - then < DAMPED_S;
}

void metric_set(const char *ifname)
{
	char note[40], since[48];
	struct port port;
	unsigned wanted, noted = 0;
	double speed;
	bool right;
	int now;

	if (port_from_ifname(ifname, &port) < 0)
		return;
	speed = peers_speed(&port);
	wanted = metric_of(speed);
	snprintf(note, sizeof(note), "metric-%s", ifname);
	snprintf(since, sizeof(since), "%s-since", note);
	if (state_read(note, &noted) < 0)
		noted = 0;
	if (!wanted || (wanted == FRR_METRIC_DEFAULT && !noted) || is_damped(since))
		return;
	now = read_metric(ifname);
	if (now == -ENOENT)
		return;
	right = now >= 0 && (unsigned)now == (wanted == FRR_METRIC_DEFAULT ? 0 : wanted);
	/* an administrator's, or FRR's own */
	if ((now > 0 && (unsigned)now != noted) || (right && wanted == FRR_METRIC_DEFAULT))
		state_remove(note);
	else if (!right)
		change(ifname, note, wanted, speed);
}
