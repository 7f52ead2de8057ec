/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-name: its parts. */
#ifndef TBNET_NAME_H
#define TBNET_NAME_H

#include "subject.h"

struct nl_sock;
struct link;

/* One row a port, of a controller without known ports one. */
void table_print(const struct picture *p);

/* Prints lines of .link files and of the record that have no effect. */
void table_notes(const struct picture *p);

/* Looks up a netdev by its name. Returns 0, or a negative errno after logging it. */
int repair_find(struct nl_sock *sock, const char *ifname, struct link *ret);

/* Looks at what is known of the name of a Thunderbolt netdev. Returns 0, or a negative errno after logging it. */
int repair_look(const struct picture *picture, const struct link *link, struct subject *ret);

/* Renames one netdev, or with NULL every Thunderbolt netdev, that is not right and is
 * down, if the name is free; says why not of any other. Returns the exit code, and sets
 * *renamed if the picture may be of before. RENAMED NULL: only prints what it would do. */
int repair(struct nl_sock *sock, const struct picture *picture, const char *ifname, bool *renamed);

/* Writes to the record what must be known after a replug or a boot: the controllers that
 * the package's .link files do not know, and the ports of a controller with several
 * cables. Returns 0, or a negative errno after logging it. */
int remember(const struct picture *picture);

#endif
