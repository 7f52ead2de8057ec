/* SPDX-License-Identifier: GPL-2.0-or-later */
/* names: which names are given, and which are still to be had. */
#ifndef TBNET_NAMES_H
#define TBNET_NAMES_H

#include <net/if.h>
#include <stdbool.h>

#include "linkfiles.h"
#include "machine.h"

/* The .link file that is meant for a port, or with port 0 for all of them. NULL: none. */
const struct link_file *names_file(const struct machine *machine, const struct link_files *files,
				   const struct machine_controller *c, unsigned port);

/* The nth choice (from 0) for a port, or with port 0 for a whole controller: the
 * name that it has, those of files that were meant for it and miss it by their
 * Path=, then en05, en06, … en99. False after the last; one may
 * come twice, or be empty. */
bool names_candidate(const struct machine *machine, const struct link_files *files,
		     const struct machine_controller *c, unsigned port, unsigned n,
		     char ret[IFNAMSIZ]);

/* True if no other netdev has the name and no .link file gives it away. */
bool names_are_free(const struct machine *machine, const struct link_files *files,
		    const struct machine_controller *c, unsigned port, const char *name);

/* True if the name that the package's file f gives to c has gone elsewhere: to a
 * netdev that is no Thunderbolt port, or by an administrator's or a written file
 * to something other than c, and c does not have it now. */
bool names_are_lost(const struct machine *machine, const struct link_files *files,
		    const struct machine_controller *c, const struct link_file *f);

#endif
