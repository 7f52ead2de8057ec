/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stop: handle the signals that ask the program to stop. */
#ifndef TBNET_STOP_H
#define TBNET_STOP_H

#include <signal.h>

#include "cleanup.h"

/* A signalfd, readable at SIGINT, SIGTERM, SIGHUP and the signal MORE (0: none), which from
 * here on end nothing by themselves. Returns it, or a negative errno. */
int stop_open(int more);

/* No signal comes in between, for what must not end half way: those that come then wait until this one goes out of scope. */
#define _cleanup_hold_	_cleanup_(stop_let_go)
sigset_t stop_hold(void);
void stop_let_go(sigset_t *before);

#endif
