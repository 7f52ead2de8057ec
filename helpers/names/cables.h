/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cables: the netdevs of one controller, from sysfs alone. */
#ifndef TBNET_CABLES_H
#define TBNET_CABLES_H

#include "names.h"

#define CABLES_MAX	64

/* Those of the domain that this service is in ("0-1.0"), at any depth. Returns how many,
 * or a negative errno if sysfs could not be looked at. */
int cables_read(const char *service, struct cable ret[CABLES_MAX]);

#endif
