/* SPDX-License-Identifier: GPL-2.0-or-later */
/* classic: run ifup of classic ifupdown, which does nothing for an interface that it has configured before. */
#include "classic.h"

#include <stdio.h>
#include <unistd.h>

#include "process.h"
#include "sysfs.h"

#define FOLDER	"/run/network"	/* RUN_DIR of ifupdown 0.8.44 */

bool classic_is_ready(void)
{
	return access(CLASSIC_READY, F_OK) == 0;
}

bool classic_has(const char *ifname)
{
	char name[64], text[64];

	/* the logical name, or an empty line after a failure or an ifdown */
	snprintf(name, sizeof(name), "ifstate.%s", ifname);
	return sysfs_read(FOLDER, name, text, sizeof(text)) == 0 && *text;
}

int classic_ifup(const char *ifname, bool force, int64_t deadline)
{
	return process_run((const char *const[]){ "/sbin/ifup", force ? "--force" : ifname, force ? ifname : NULL, NULL }, false, deadline);
}
