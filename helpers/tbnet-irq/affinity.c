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

static int write_list(const char *irq, const char *list)
{
	char path[PATH_MAX];
	_cleanup_fd_ int fd = -1;
	ssize_t n;

	snprintf(path, sizeof(path), IRQ_DIR "/%s/smp_affinity_list", irq);
	fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY);
	if (fd < 0)
		return -errno;
	n = write(fd, list, strlen(list));
	if (n < 0)
		return -errno;
	return (size_t)n == strlen(list) ? 0 : -EIO;
}

int affinity_write(const char *irq, const struct affinity *wanted, bool *ret_written)
{
	struct affinity now;
	int r = write_list(irq, wanted->list);

	if (ret_written)
		*ret_written = r == 0;
	if (r == 0)
		r = affinity_read(irq, &now);
	return r < 0 ? r : affinity_is(&now, wanted) ? 0 : -EBUSY;
}
