/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cpus: lists of CPUs as the kernel writes them. */
#include "cpus.h"

#include <errno.h>
#include <stddef.h>

/* Cuts a number off *s. */
static int number(const char **s, unsigned *ret)
{
	unsigned value = 0;

	if (**s < '0' || **s > '9')
		return -EINVAL;
	for (; **s >= '0' && **s <= '9'; (*s)++) {
		value = value * 10 + (unsigned)(**s - '0');
		if (value >= CPUS_MAX)
			return -EINVAL;
	}
	*ret = value;
	return 0;
}

int cpus_parse(const char *list, struct cpus *ret)
{
	struct cpus cpus = { 0 };

	while (*list) {
		unsigned first, last;

		if (number(&list, &first) < 0)
			return -EINVAL;
		last = first;
		if (*list == '-') {
			list++;
			if (number(&list, &last) < 0)
				return -EINVAL;
		}
		if (last < first || (*list && *list != ','))
			return -EINVAL;
		for (unsigned i = first; i <= last; i++)
			cpus.has[i / 8] |= (unsigned char)(1 << i % 8);
		if (!*list)
			break;
		list++;
		if (!*list)
			return -EINVAL;
	}
	*ret = cpus;
	return 0;
}

bool cpus_within(const struct cpus *a, const struct cpus *b)
{
	for (size_t i = 0; i < sizeof(a->has); i++)
		if (a->has[i] & ~b->has[i])
			return false;
	return true;
}
