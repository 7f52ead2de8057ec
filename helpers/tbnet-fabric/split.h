/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split: find an FRR whose configuration is in one file for each daemon. */
#ifndef TBNET_SPLIT_H
#define TBNET_SPLIT_H

/* 0 if FRR has its one file, frr.conf, or none that has anything. Else a negative errno after saying so. */
int split_check(void);

#endif
