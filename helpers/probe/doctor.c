/* SPDX-License-Identifier: GPL-2.0-or-later */
/* doctor: find what makes a link slow, by counters that grow while the probe loads it. */
#include "doctor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "host.h"
#include "netcounters.h"
#include "sysfs.h"

/* Of this host, in this network namespace. */
static const struct {
	const char *name;
	enum doctor_count count;
} named[] = {
	{ "RetransSegs", DOCTOR_RETRANSMITTED }, { "OutSegs", DOCTOR_SENT }, { "FragFails", DOCTOR_TOO_LARGE },
	{ "TCPSACKReorder", DOCTOR_REORDERED }, { "TCPRenoReorder", DOCTOR_REORDERED }, { "TCPTSReorder", DOCTOR_REORDERED },
	{ "Ip6FragFails", DOCTOR_TOO_LARGE },
};

static void add(const char *name, uint64_t value, void *data)
{
	uint64_t *sums = data;

	for (size_t i = 0; i < sizeof(named) / sizeof(*named); i++)
		if (strcmp(name, named[i].name) == 0)
			sums[named[i].count] += value;
}

/* A line a CPU: packets, dropped for want of room, times that its turn ended before all were taken, in hexadecimal (net/core/net-procfs.c). */
static void read_softnet(const char *path, uint64_t sums[DOCTOR_COUNTS])
{
	_cleanup_file_ FILE *f = fopen(path, "re");
	_cleanup_free_ char *line = NULL;
	size_t size = 0;

	while (f && getline(&line, &size, f) >= 0) {
		char *next = line;

		strtoull(next, &next, 16);
		sums[DOCTOR_DROPPED] += strtoull(next, &next, 16);
		sums[DOCTOR_SQUEEZED] += strtoull(next, NULL, 16);
	}
}

static uint64_t of_link(const struct host_port *p, const char *name)
{
	char dir[64], text[24];

	snprintf(dir, sizeof(dir), "/sys/class/net/%s/statistics", p->netdev->name);
	return sysfs_read(dir, name, text, sizeof(text)) < 0 ? 0 : strtoull(text, NULL, 10);
}

/* Counters that were made smaller, or set anew with their netdev, have not grown. */
static void turn(uint64_t *count, uint64_t now, bool end)
{
	*count = !end ? now : now > *count ? now - *count : 0;
}

static void look(struct host *n, bool end)
{
	uint64_t sums[DOCTOR_COUNTS] = { 0 };

	netcounters_each(add, sums);
	read_softnet("/proc/net/softnet_stat", sums);
	for (size_t i = 0; i < DOCTOR_COUNTS; i++)
		turn(&n->grown[i], sums[i], end);
	for (size_t i = 0; i < n->n_ports; i++) {
		struct host_port *p = &n->ports[i];

		if (!p->there)
			continue;
		turn(&p->missed, of_link(p, "rx_missed_errors"), end);
		turn(&p->damaged, of_link(p, "rx_errors") + of_link(p, "tx_errors"), end);
	}
}

void doctor_begin(struct host *n)
{
	look(n, false);
}

void doctor_end(struct host *n)
{
	look(n, true);
	n->examined = true;
	for (size_t i = 0; i < n->n_ports; i++)
		if (n->ports[i].damaged)
			n->ports[i].growth = (struct growth){ .known = true, .errors = n->ports[i].damaged, .seconds = 1 };
}
