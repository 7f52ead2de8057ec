/* SPDX-License-Identifier: GPL-2.0-or-later */
/* affinity: the CPUs that may serve an interrupt (/proc/irq/N/smp_affinity_list). */
#ifndef TBNET_AFFINITY_H
#define TBNET_AFFINITY_H

#include "cpus.h"

#define CPU_LIST_SIZE	256	/* "0-11,16" and its NUL */

struct affinity {
	char list[CPU_LIST_SIZE];
	struct cpus cpus;
};

/* From a text, or as the kernel has it for an interrupt. Returns 0, -EINVAL for what is
 * no list of CPUs, or another negative errno. */
int affinity_parse(const char *list, struct affinity *ret);
int affinity_read(const char *irq, struct affinity *ret);

/* Sets it, and reads it back. Returns 0, the kernel's errno (-EIO: it does not let
 * anybody move this one), or -EBUSY if there is something else afterwards. WRITTEN
 * (or NULL): the kernel took it; else it is as it was. */
int affinity_write(const char *irq, const struct affinity *wanted, bool *ret_written);

/* True if the same CPUs are in both. */
bool affinity_is(const struct affinity *a, const struct affinity *b);

#endif
