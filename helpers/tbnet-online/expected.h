/* SPDX-License-Identifier: GPL-2.0-or-later */
/* expected: which links are waited for. */
#ifndef TBNET_EXPECTED_H
#define TBNET_EXPECTED_H

#include "online.h"

/* Fills links, n and wanted of *online from the words of the command line; without
 * words from TBNET_ONLINE; without that every name that a .link file of ours gives
 * to a controller of this machine. One number means so many of those. Returns 0,
 * -EINVAL after saying which word is wrong, or another negative errno. */
int expected_read(char *const *words, unsigned n, struct online *online);

void expected_free(struct online *online);

#endif
