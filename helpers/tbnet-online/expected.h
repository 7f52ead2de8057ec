/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expected: find the links to wait for. */
#ifndef TBNET_EXPECTED_H
#define TBNET_EXPECTED_H

#include "online.h"

/* Fills links, n and wanted of *online from the words of the command line; without
 * words from TBNET_ONLINE; without that every link that has a peer, or had one in
 * this boot or the last ones. One number means so many links, whatever their names. Returns 0,
 * -EINVAL after saying which word is wrong, or another negative errno. */
int expected_read(char *const *words, unsigned n, struct online *online);

/* One more, if it is not among them. Returns 0 or -ENOMEM. */
int expected_add(struct online *online, const char *name);

void expected_free(struct online *online);

#endif
