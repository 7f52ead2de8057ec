/* SPDX-License-Identifier: GPL-2.0-or-later */
/* conf: the settings of /etc/tbnet.conf, read the same way by every program, whoever starts it. */
#ifndef TBNET_CONF_H
#define TBNET_CONF_H

#include <stdbool.h>

#define CONF_FILE	"/etc/tbnet.conf"
#define MTU_MIN		68	/* ETH_MIN_MTU */
#define MTU_MAX		65522	/* TBNET_MAX_MTU - ETH_HLEN, drivers/net/thunderbolt/main.c */
#define MTU_DEFAULT	65520	/* whole 16-byte words; what everybody uses */

/* Every setting there is: its name without TBNET_, type, lowest and highest value, and its default as
 * somebody would write it. A TIME is in seconds. conf/tbnet.conf and tbnet.conf(5) describe them. */
#define CONF_SETTINGS(SETTING) \
	SETTING(MTU, NUMBER, MTU_MIN, MTU_MAX, "65520") \
	SETTING(LINK_MTU, MTUS, 0, 0, "") \
	SETTING(TSO, BOOL, 0, 1, "") \
	SETTING(PEERS, UUIDS, 0, 0, "") \
	SETTING(ATTEMPTS, NUMBER, 1, 100, "5") \
	SETTING(CARRIER_WAIT, TIME, 0, 600, "60s") \
	SETTING(RESET, BOOL, 0, 1, "yes") \
	SETTING(RESET_INTERVAL, TIME, 60, 86400, "5min") \
	SETTING(IFUP_WAIT, TIME, 1, 600, "60s") \
	SETTING(ONLINE, TEXT, 0, 0, "") \
	SETTING(ONLINE_WAIT, TIME, 0, 3600, "30s") \
	SETTING(FABRIC, TEXT, 0, 0, "tb4") \
	SETTING(FABRIC_PREFIX, TEXT, 0, 0, "") \
	SETTING(FABRIC_PREFIX6, TEXT, 0, 0, "") \
	SETTING(FABRIC_NODES, TEXT, 0, 0, "") \
	SETTING(FABRIC_INTERFACES, TEXT, 0, 0, "") \
	SETTING(FABRIC_NODE, TEXT, 0, 0, "") \
	SETTING(FABRIC_HELLO, TIME, 1, 600, "1s") \
	SETTING(FABRIC_CSNP, TIME, 1, 600, "10s") \
	SETTING(FABRIC_BFD, BOOL, 0, 1, "yes") \
	SETTING(FABRIC_SECRET, TEXT, 0, 0, "") \
	/* a busy node needs 3 s for a call, and tbnet waits 10 s for the lock of the SDN */ \
	SETTING(FABRIC_WAIT, TIME, 1, 600, "60s") \
	SETTING(IRQ, BOOL, 0, 1, "no") \
	SETTING(AWAKE, BOOL, 0, 1, "no") \
	/* where Debian's prometheus-node-exporter looks */ \
	SETTING(METRICS, TEXT, 0, 0, "/var/lib/prometheus/node-exporter/tbnet.prom") \
	SETTING(LOG_LEVEL, LEVEL, 0, 0, "info")

#define CONF_KEY(name, ...)	CONF_##name,
enum conf {
	CONF_SETTINGS(CONF_KEY)
	CONF_COUNT
};
#undef CONF_KEY

/* True if udev runs this program as a rule's RUN, PROGRAM or IMPORT. */
bool conf_from_udev(void);

/* To be called after log_open(): reads CONF_FILE and, over it, the environment, and sets the log level.
 * A value that does not fit is as if it was not there. Warns a person of every problem; under systemd
 * only once in a boot, whichever program is first (a note in /run/tbnet); under udev never. */
void conf_load(void);

/* The same without the warnings, for who shows the problems himself. */
void conf_read(void);

/* The problems that were found, one clean line each; NULL after the last. */
const char *conf_problem(unsigned number);

/* The value, or its default. A time is in seconds. */
unsigned conf_number(enum conf key);
bool conf_bool(enum conf key);
const char *conf_text(enum conf key);

/* True if somebody gave it a value that fits. */
bool conf_is_set(enum conf key);

/* Takes a value of the command line in place of what was read; VALUE must stay. Returns 0, or -EINVAL after saying why. */
int conf_set(enum conf key, const char *value);

#endif
