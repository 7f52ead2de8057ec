/* SPDX-License-Identifier: GPL-2.0-or-later */
/* probe: what really passes over one link. */
#ifndef TBNET_PROBE_H
#define TBNET_PROBE_H

#include <stdbool.h>

struct probe {
	bool done;
};

#endif
