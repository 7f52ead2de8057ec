/* SPDX-License-Identifier: GPL-2.0-or-later */
/* note: remember in /var/lib/tbnet/drain what a drain did, for undo and for the next boot. */
#ifndef TBNET_DRAIN_NOTE_H
#define TBNET_DRAIN_NOTE_H

#include <stdbool.h>

#include "words.h"

#define NOTE_FILE	"/var/lib/tbnet/drain"

struct note {
	char boot[40];			/* of this boot, as the kernel names it */
	char host[64];			/* whose noout was set; "": none */
	struct words routers;		/* whose overload bit was set */
	struct words neighbors;		/* that were up */
};

/* Returns 1, 0 if there is none, or a negative errno. One that is not whole is -EBADMSG. */
int note_read(struct note *ret);

/* Whole, or as it was: written beside, and renamed. Returns 0 or a negative errno. */
int note_write(const struct note *note);

/* Returns 0 or a negative errno. */
int note_remove(void);

/* True if it is of this boot. */
bool note_is_fresh(const struct note *note);

/* The boot that runs, for a new one. */
void note_set_boot(struct note *note);

void note_free(struct note *note);

#endif
