/* SPDX-License-Identifier: GPL-2.0-or-later */
/* stop: handle the signals that ask the program to stop. */
#ifndef TBNET_STOP_H
#define TBNET_STOP_H

/* A signalfd, readable at SIGINT, SIGTERM, SIGHUP and the signal MORE (0: none), which from
 * here on end nothing by themselves. Returns it, or a negative errno. */
int stop_open(int more);

#endif
