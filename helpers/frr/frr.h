/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frr: whether FRR runs, and what its daemons say, asked by vtysh with a deadline: a
 * daemon that hangs must not take us along. */
#ifndef TBNET_FRR_H
#define TBNET_FRR_H

#include <stdbool.h>

#define FRR_VTYSH	"/usr/bin/vtysh"

/* True if the daemon ("fabricd", "watchfrr") of this machine runs, by its pid file. */
bool frr_runs(const char *daemon);

/* What vtysh prints for the command; *ret is to be freed. Returns 0, -ETIMEDOUT, the
 * exit code of vtysh, or another negative errno. */
int frr_ask(const char *command, char **ret);

/* True if one line of the text, without white space around it, is this one. */
bool frr_has_line(const char *text, const char *line);

#endif
