/* SPDX-License-Identifier: GPL-2.0-or-later */
/* doctor: what makes a link slow, by counters that grow while the probe loads it. */
#include "doctor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "host.h"
#include "sysfs.h"

/* Of this host, in this network namespace but for softnet_stat (Documentation/networking/snmp_counter.rst). */
static const struct {
	const char *name;
	enum doctor_count count;
} named[] = {
	{ "RetransSegs", DOCTOR_RETRANSMITTED }, { "OutSegs", DOCTOR_SENT }, { "FragFails", DOCTOR_TOO_LARGE },
	{ "TCPSACKReorder", DOCTOR_REORDERED }, { "TCPRenoReorder", DOCTOR_REORDERED }, { "TCPTSReorder", DOCTOR_REORDERED },
	{ "Ip6FragFails", DOCTOR_TOO_LARGE },
};

static void add(const char *name, const char *value, uint64_t sums[DOCTOR_COUNTS])
{
	for (size_t i = 0; i < sizeof(named) / sizeof(*named); i++)
		if (strcmp(name, named[i].name) == 0)
			sums[named[i].count] += strtoull(value, NULL, 10);
}

/* "Tcp: RtoAlgorithm RtoMin ..." and below it, in the same order, "Tcp: 1 200 ..." */
static void add_pair(char *names, char *values, uint64_t sums[DOCTOR_COUNTS])
{
	char *save = NULL, *save_values = NULL;
	const char *name = strtok_r(names, " \n", &save), *value = strtok_r(values, " \n", &save_values);

	while (name && value) {
		add(name, value, sums);
		name = strtok_r(NULL, " \n", &save);
		value = strtok_r(NULL, " \n", &save_values);
	}
}

static void read_pairs(const char *path, uint64_t sums[DOCTOR_COUNTS])
{
	_cleanup_file_ FILE *f = fopen(path, "re");
	_cleanup_free_ char *names = NULL, *values = NULL;
	size_t n_names = 0, n_values = 0;

	while (f && getline(&names, &n_names, f) >= 0 && getline(&values, &n_values, f) >= 0)
		add_pair(names, values, sums);
}

/* "Ip6FragFails    0" */
static void read_lines(const char *path, uint64_t sums[DOCTOR_COUNTS])
{
	_cleanup_file_ FILE *f = fopen(path, "re");
	_cleanup_free_ char *line = NULL;
	size_t size = 0;

	while (f && getline(&line, &size, f) >= 0) {
		char *value = line + strcspn(line, " \t");

		if (!*value)
			continue;
		*value = '\0';
		add(line, value + 1, sums);
	}
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

	read_pairs("/proc/net/snmp", sums);
	read_pairs("/proc/net/netstat", sums);
	read_lines("/proc/net/snmp6", sums);
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
