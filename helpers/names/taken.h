/* SPDX-License-Identifier: GPL-2.0-or-later */
/* taken: what else may have a name, and what a .link file of an administrator's says first. */
#ifndef TBNET_TAKEN_H
#define TBNET_TAKEN_H

#include "linkfiles.h"
#include "names.h"

/* For names->is_taken, with the .link files as names->data. An alternative name counts, too. */
int taken_is(const struct names *names, const char *name, unsigned port);

/* True if an administrator's file is meant for this port alone of those that have a cable: it wins
 * over the name of its own that the port would have. */
bool taken_by_file(const struct names *names, unsigned port);

#endif
