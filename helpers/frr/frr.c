/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frr: whether FRR runs, and what its daemons say. */
#include "frr.h"

#include <ctype.h>
#include <limits.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "clock.h"
#include "process.h"
#include "sysfs.h"
#include "text.h"

#define RUN		"/run/frr"
#define DEADLINE_MS	5000	/* an idle fabricd answers in 10 ms; while it computes, in some 100 */
#define ANSWER_MAX	262144	/* 2,000 neighbours and interfaces */

bool frr_runs(const char *daemon)
{
	char file[32], proc[32], name[32];
	unsigned pid;

	snprintf(file, sizeof(file), "%s.pid", daemon);
	if (sysfs_read_uint(RUN, file, 1, INT_MAX, &pid) < 0)
		return false;
	snprintf(proc, sizeof(proc), "/proc/%u", pid);
	return sysfs_read(proc, "comm", name, sizeof(name)) == 0 && strcmp(name, daemon) == 0;
}

int frr_ask(const char *command, char **ret)
{
	return process_read((const char *const[]){ FRR_VTYSH, "-c", command, NULL }, ANSWER_MAX, clock_now() + DEADLINE_MS, ret);
}

/* The number-th word of a line (from 0), cut to what fits. */
static void word_of(const char *line, unsigned number, char *buf, size_t size)
{
	size_t n = 0;

	for (;; number--) {
		line += strspn(line, " \t");
		n = strcspn(line, " \t\r\n");
		if (!number || !n)
			break;
		line += n;
	}
	if (n >= size)
		n = size - 1;
	memcpy(buf, line, n);
	buf[n] = '\0';
	text_defuse(buf);
}

/* " n2                  en05        2  Up            28       2020.2020.2020" */
bool frr_neighbour(const char *answer, const char *ifname, char *ret_name, size_t name_size,
		   char *ret_state, size_t state_size)
{
	for (const char *line = answer; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		char port[IFNAMSIZ + 1], level[4];

		word_of(line, 1, port, sizeof(port));
		word_of(line, 2, level, sizeof(level));
		if (strcmp(port, ifname) != 0 || strcmp(level, "2") != 0)
			continue;
		word_of(line, 0, ret_name, name_size);
		word_of(line, 3, ret_state, state_size);
		return true;
	}
	return false;
}

bool frr_has_line(const char *text, const char *line)
{
	size_t n = strlen(line);

	for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		const char *end = p + strcspn(p, "\n");

		while (p < end && isspace((unsigned char)*p))
			p++;
		while (end > p && isspace((unsigned char)end[-1]))
			end--;
		if ((size_t)(end - p) == n && strncmp(p, line, n) == 0)
			return true;
	}
	return false;
}
