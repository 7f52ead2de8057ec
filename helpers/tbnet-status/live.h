/* SPDX-License-Identifier: GPL-2.0-or-later */
/* live: show the status again whenever it changes. */
#ifndef TBNET_LIVE_H
#define TBNET_LIVE_H

/* Shows it until a signal ends it; the exit code of the program. */
int live_run(void);

#endif
