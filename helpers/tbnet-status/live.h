/* SPDX-License-Identifier: GPL-2.0-or-later */
/* live: the picture for people, which follows what happens. */
#ifndef TBNET_LIVE_H
#define TBNET_LIVE_H

/* Shows it until a signal ends it; the exit code of the program. */
int live_run(void);

#endif
