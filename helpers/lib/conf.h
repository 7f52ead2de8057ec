/* SPDX-License-Identifier: GPL-2.0-or-later */
/* conf: settings, from the environment. udev (IMPORT{file}) and systemd
 * (EnvironmentFile=) put /etc/tbnet.conf there; for people conf_load() does. */
#ifndef TBNET_CONF_H
#define TBNET_CONF_H

#include <stdbool.h>

#define CONF_FILE	"/etc/tbnet.conf"
#define MTU_MIN		68	/* ETH_MIN_MTU */
#define MTU_MAX		65522	/* TBNET_MAX_MTU - ETH_HLEN, drivers/net/thunderbolt/main.c */
#define MTU_DEFAULT	65520	/* whole 16-byte words; what everybody uses */

/* True if udev runs this program as a rule's RUN, PROGRAM or IMPORT. */
bool conf_from_udev(void);

/* To be called after log_open(): adds the TBNET_* lines of CONF_FILE to the
 * environment for variables that are not there yet, unless udev or systemd
 * have done so. What cannot be read is left out and said. Sets the log level
 * from TBNET_LOG_LEVEL. */
void conf_load(void);

/* The number in variable NAME, from min to max; fallback if it is unset or
 * empty. Returns 0, or -EINVAL after saying so on the log. */
int conf_number(const char *name, unsigned min, unsigned max, unsigned fallback,
		unsigned *ret);

/* The same for yes and no (also 1/0, true/false, on/off). */
int conf_bool(const char *name, bool fallback, bool *ret);

#endif
