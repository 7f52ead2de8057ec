/* SPDX-License-Identifier: GPL-2.0-or-later */
/* permitted: in the place of helpers/host/host.c, whatever is read may be. */
#ifndef TBNET_PERMITTED_H
#define TBNET_PERMITTED_H

#include "host/host.h"

int host_not_permitted(struct host *n, const char *what)
{
	(void)n;
	(void)what;
	return 0;
}

bool host_is_closed(const char *path)
{
	(void)path;
	return false;
}

#endif
