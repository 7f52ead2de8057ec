/* SPDX-License-Identifier: GPL-2.0-or-later */
/* silent: check links with carrier over which nothing comes. */
#ifndef TBNET_SILENT_H
#define TBNET_SILENT_H

#include <stddef.h>

#include "ask.h"
#include "notes.h"

struct silent {
	struct ask asks[ASK_LINKS];
	struct notes notes[ASK_LINKS];
	size_t n;
};

/* Remembers a link with carrier for silent_run(), unless it was given up and nothing has come since. Without TBNET_RESET it
 * does nothing. */
void silent_watch(struct silent *s, const struct link *link, struct notes *notes);

/* Asks the peers of these links, and resets those that are half-open. Returns 0 or a negative errno. */
int silent_run(struct silent *s, struct nl_sock *sock);

#endif
