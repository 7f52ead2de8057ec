/* SPDX-License-Identifier: GPL-2.0-or-later */
/* peersfile: the text of PEERS_FILE. */
#ifndef TBNET_PEERSFILE_H
#define TBNET_PEERSFILE_H

#include "peers.h"

#define PEERS_BOOT_ID	40	/* bytes of /proc/sys/kernel/random/boot_id, with its NUL */
#define PEERS_SEEN	"seen-"		/* and the link's name, in /run/tbnet */
#define PEERS_TIME	"%Y-%m-%dT%H:%M:%SZ"

/* PEERS_FILE as it is. */
int peers_load(struct peers *ret);

int peers_boot_id(char *buf, size_t size);

/* Takes the text apart, which is changed on the way. */
void peers_parse(char *text, const char *boot_id, struct peers *ret);

/* The text of these; for free(), NULL without memory. */
char *peers_text(const struct peers *peers, const char *boot_id);

#endif
