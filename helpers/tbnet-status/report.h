/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report: the picture and the verdict, for people. */
#ifndef TBNET_REPORT_H
#define TBNET_REPORT_H

#include <stdio.h>

#include "findings.h"

void report_print(FILE *f, const struct host *n, const struct findings *findings);

#endif
