/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verdict: what is wrong, for people. */
#ifndef TBNET_VERDICT_H
#define TBNET_VERDICT_H

#include <stdio.h>

#include "findings.h"
#include "wrap.h"

enum color severity_color(enum severity s);

/* Each with its cause and its command. */
void verdict_findings(FILE *f, const struct findings *findings, bool worst_last);

/* "degraded: 1 error, 0 warnings", without an end of line. It says "all well" only if it could read everything. */
void verdict_sum(FILE *f, const struct host *n, const struct findings *findings);

/* The same as a line of its own, with what to do next. */
void verdict_print(FILE *f, const struct host *n, const struct findings *findings);

#endif
