/* SPDX-License-Identifier: GPL-2.0-or-later */
/* history: tell what changed between the looks of --watch. */
#ifndef TBNET_HISTORY_H
#define TBNET_HISTORY_H

#include <stdio.h>

#include "view.h"
#include "words.h"

#define HISTORY_MAX	5	/* changes that are kept */

struct history {
	struct words facts;		/* of the last look, sorted: links, and what was found */
	char *changes[HISTORY_MAX];	/* the oldest first */
	size_t n;
	bool begun;
};

/* Notes how this look differs from the last one. Returns 0 or -ENOMEM. */
int history_note(struct history *h, const struct view *v);

/* One line each. */
void history_print(FILE *f, const struct history *h);
void history_free(struct history *h);

#endif
