/* SPDX-License-Identifier: GPL-2.0-or-later */
/* chips: controllers that are known to fail with the driver's end-to-end flow control (e2e). */
#include "chips.h"

#include <stddef.h>
#include <stdlib.h>

static const struct chip chips[] = {
	/* Rembrandt and Phoenix; reports of owners, with counters before and after e2e=0 */
	{ 0x1022, 0x1668, 0, "AMD 1022:1668", "drops packets of 227 to 230 bytes as damaged" },
	/* reports of owners; drivers/thunderbolt/nhi.c of Linux 7.2 leaves e2e off for what ASMedia sends, of 6.18 it does not */
	{ 0x1b21, 0x2425, CHIPS_KERNEL(7, 2), "ASMedia ASM4242 (1b21:2425)", "stalls: the link stays up, but sends nothing any more" },
};

/* "6.17.8-1-pve" */
static unsigned long parse(const char *kernel)
{
	char *end;
	unsigned long major = strtoul(kernel, &end, 10);

	return *end == '.' && major < 1000 ? CHIPS_KERNEL(major, strtoul(end + 1, NULL, 10) & 0xffff) : 0;
}

const struct chip *chips_find(unsigned vendor, unsigned device, const char *kernel)
{
	for (size_t i = 0; i < sizeof(chips) / sizeof(*chips); i++)
		if (chips[i].vendor == vendor && chips[i].device == device && (!chips[i].fixed || parse(kernel) < chips[i].fixed))
			return &chips[i];
	return NULL;
}
