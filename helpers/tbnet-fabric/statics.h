/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statics: find static routes to other nodes' router ids. Guides have such; they win over FRR's, and lead into a cable that is dead. */
#ifndef TBNET_STATICS_H
#define TBNET_STATICS_H

#include "fabric.h"

/* True for a line of FRR's file: "ip route 10.0.0.82/32 en05". It ends at \n or \0. */
bool statics_in_frr(const char *line, const struct fabric *fabric);

/* TEXT of an interfaces file without lines such as "up ip route add 10.0.0.82/32 dev en05", also of post-up or down; *ret is to be
 * freed, NULL: it has none. Returns 0 or -ENOMEM. */
int statics_without(const char *text, const struct fabric *fabric, char **ret);

/* True if a text of either kind has one. */
bool statics_any(const char *text, const struct fabric *fabric);

#endif
