/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stop: somebody wants the program to stop. */
#ifndef TBNET_STOP_H
#define TBNET_STOP_H

#include <signal.h>

/* A signalfd, readable at SIGINT, SIGTERM, SIGHUP and the signal MORE (0: none), which from
 * here on end nothing by themselves. Returns it, or a negative errno. */
int stop_open(int more);

/* No signal comes in between, for what must not end half way: those that come then wait until it is let go. */
void stop_hold(sigset_t *ret_before);
void stop_let_go(const sigset_t *before);

#endif
