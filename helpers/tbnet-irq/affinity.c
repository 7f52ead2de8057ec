/* SPDX-License-Identifier: GPL-2.0-or-later */
/* affinity: the CPUs that may serve an interrupt. */
#include "affinity.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>

#include "cleanup.h"
#include "irqs.h"
#include "sysfs.h"

int affinity_parse(const char *list, struct affinity *ret)
{
	struct affinity a = { 0 };

	if (!*list || strlen(list) >= sizeof(a.list) || cpus_parse(list, &a.cpus) < 0)
		return -EINVAL;
	memcpy(a.list, list, strlen(list) + 1);
	*ret = a;
	return 0;
}

int affinity_read(const char *irq, struct affinity *ret)
{
	char dir[PATH_MAX], list[CPU_LIST_SIZE];
	int r;

	snprintf(dir, sizeof(dir), IRQ_DIR "/%s", irq);
	r = sysfs_read(dir, "smp_affinity_list", list, sizeof(list));
	return r < 0 ? r : affinity_parse(list, ret);
}

bool affinity_is(const struct affinity *a, const struct affinity *b)
{
	return cpus_within(&a->cpus, &b->cpus) && cpus_within(&b->cpus, &a->cpus);
}

int affinity_write(const char *irq, const struct affinity *wanted, bool *ret_written)
{
	struct affinity now;
	char dir[PATH_MAX];
	int r;

	snprintf(dir, sizeof(dir), IRQ_DIR "/%s", irq);
	r = sysfs_write(dir, "smp_affinity_list", wanted->list);

	if (ret_written)
		*ret_written = r == 0;
	if (r == 0)
		r = affinity_read(irq, &now);
	return r < 0 ? r : affinity_is(&now, wanted) ? 0 : -EBUSY;
}
