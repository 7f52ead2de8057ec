/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frr: whether FRR runs, and what its daemons say, asked by vtysh with a deadline: a
 * daemon that hangs must not take us along. */
#ifndef TBNET_FRR_H
#define TBNET_FRR_H

#include <stdbool.h>
#include <stddef.h>

#define FRR_VTYSH	"/usr/bin/vtysh"

/* True if the daemon ("fabricd", "watchfrr") of this machine runs, by its pid file. */
bool frr_runs(const char *daemon);

/* What vtysh prints for the command; *ret is to be freed. Returns 0, -ETIMEDOUT, the
 * exit code of vtysh, or another negative errno. */
int frr_ask(const char *command, char **ret);

/* The neighbour on an interface, and its state ("Up"), of what frr_ask() has for "show
 * openfabric neighbor". False if there is none. Both are fit to be printed. */
bool frr_neighbour(const char *answer, const char *ifname, char *ret_name, size_t name_size,
		   char *ret_state, size_t state_size);

/* True if one line of the text, without white space around it, is this one. */
bool frr_has_line(const char *text, const char *line);

#endif
