/* SPDX-License-Identifier: GPL-2.0-or-later */
/* netcounters: read the kernel's counters of IP and TCP in this network namespace. */
#include "netcounters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

typedef void (*counter_func)(const char *name, uint64_t value, void *data);

/* "Tcp: RtoAlgorithm RtoMin ..." and below it, in the same order, "Tcp: 1 200 ..." */
static void each_of_pair(char *names, char *values, counter_func f, void *data)
{
	char *save = NULL, *save_values = NULL;
	const char *name = strtok_r(names, " \n", &save), *value = strtok_r(values, " \n", &save_values);

	while (name && value) {
		f(name, strtoull(value, NULL, 10), data);
		name = strtok_r(NULL, " \n", &save);
		value = strtok_r(NULL, " \n", &save_values);
	}
}

static void read_pairs(const char *path, counter_func f, void *data)
{
	_cleanup_file_ FILE *file = fopen(path, "re");
	_cleanup_free_ char *names = NULL, *values = NULL;
	size_t n_names = 0, n_values = 0;

	while (file && getline(&names, &n_names, file) >= 0 && getline(&values, &n_values, file) >= 0)
		each_of_pair(names, values, f, data);
}

/* "Ip6FragFails    0" */
static void read_lines(const char *path, counter_func f, void *data)
{
	_cleanup_file_ FILE *file = fopen(path, "re");
	_cleanup_free_ char *line = NULL;
	size_t size = 0;

	while (file && getline(&line, &size, file) >= 0) {
		char *value = line + strcspn(line, " \t");

		if (!*value)
			continue;
		*value = '\0';
		f(line, strtoull(value + 1, NULL, 10), data);
	}
}

void netcounters_each(counter_func f, void *data)
{
	read_pairs("/proc/net/snmp", f, data);
	read_pairs("/proc/net/netstat", f, data);
	read_lines("/proc/net/snmp6", f, data);
}
