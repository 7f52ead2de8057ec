/* SPDX-License-Identifier: GPL-2.0-or-later */
/* prometheus: the picture and the verdict as metrics, in the text format. */
#ifndef TBNET_PROMETHEUS_H
#define TBNET_PROMETHEUS_H

#include <stdio.h>

#include "findings.h"

/* Returns 0, or -ENOMEM: what was printed is of no use. */
int prometheus_print(FILE *f, const struct host *n, const struct findings *findings);

#endif
