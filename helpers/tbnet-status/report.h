/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report: the picture and the verdict, for people. */
#ifndef TBNET_REPORT_H
#define TBNET_REPORT_H

#include <stdio.h>

#include "findings.h"

/* In colours, if colour_open() found that they are seen. */
int report_print(FILE *f, const struct host *n, const struct findings *findings);

#endif
