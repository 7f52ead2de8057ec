/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wait: wait until a link is usable, with bounds. */
#ifndef TBNET_WAIT_H
#define TBNET_WAIT_H

#include "link.h"

/* Brings the link up at this MTU, with logged attempts (TBNET_ATTEMPTS), then waits PATIENCE seconds for carrier by event and
 * resets the link if its login is stuck. Logs the outcome and returns the exit code:
 * EXIT_DONE usable, EXIT_PARTLY up but no peer has logged in, or gone, EXIT_FAILED. */
int wait_usable(struct nl_sock *sock, struct link *link, unsigned mtu, unsigned patience);

#endif
