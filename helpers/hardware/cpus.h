/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cpus: lists of CPUs as the kernel writes them, "0-11,16". */
#ifndef TBNET_CPUS_H
#define TBNET_CPUS_H

#include <stdbool.h>

#define CPUS_MAX	8192	/* the most that Linux can have (NR_CPUS) */

struct cpus {
	unsigned char has[CPUS_MAX / 8];
};

/* Returns 0 or -EINVAL; an empty list is one of no CPUs. */
int cpus_parse(const char *list, struct cpus *ret);

/* True if every CPU of a is in b. */
bool cpus_within(const struct cpus *a, const struct cpus *b);

#endif
