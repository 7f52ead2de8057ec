/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report: the picture and the verdict, for people. */
#ifndef TBNET_REPORT_H
#define TBNET_REPORT_H

#include <stdio.h>

#include "findings.h"

/* In the width and colors of wrap_open(). The worst finding and the verdict stand at the end, where a terminal that
 * scrolls shows them. LIVE: the links and the worst finding first and no verdict, for a screen that is cut at its end.
 * Returns 0 or -ENOMEM. */
int report_print(FILE *f, const struct host *n, const struct findings *findings, bool live);

/* Only errors, warnings and their verdict; nothing of a node without. */
void report_print_wrong(FILE *f, const struct host *n, const struct findings *findings);

#endif
