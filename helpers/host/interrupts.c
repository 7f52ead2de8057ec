/* SPDX-License-Identifier: GPL-2.0-or-later */
/* interrupts: find the CPUs that serve the controllers' interrupts. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cpus.h"
#include "irqs.h"
#include "host.h"
#include "sysfs.h"
#include "text.h"

struct look {
	struct host_controller *c;
	const struct cpus *fast;	/* NULL: all of one kind */
};

static int add_irq(const char *number, void *data)
{
	const struct look *look = data;
	char dir[PATH_MAX], list[128], text[sizeof(list) + NAME_MAX + 2];
	struct cpus cpus;

	snprintf(dir, sizeof(dir), IRQ_DIR "/%s", number);
	/* where it really goes; kernels without that have only what is allowed */
	if ((sysfs_read(dir, "effective_affinity_list", list, sizeof(list)) < 0 || !*list) &&
	    sysfs_read(dir, "smp_affinity_list", list, sizeof(list)) < 0)
		return 0;
	if (cpus_parse(list, &cpus) < 0)
		return 0;
	if (look->fast && !cpus_within(&cpus, look->fast))
		look->c->slow_cores = true;
	snprintf(text, sizeof(text), "%s:%s", number, list);
	return words_add(&look->c->irqs, text);
}

int irqs_read(struct host *n)
{
	struct cpus fast;
	bool two_kinds = *n->fast_cpus && cpus_parse(n->fast_cpus, &fast) == 0;
	int r = 0;

	for (size_t i = 0; i < n->picture.machine.n_controllers && r == 0; i++) {
		struct look look = { &n->controllers[i], two_kinds ? &fast : NULL };

		r = irqs_each(n->picture.machine.controllers[i].address, add_irq, &look);
		if (r != -ENOMEM)
			r = 0;	/* those that cannot be listed are left out */
	}
	return r;
}
