/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verdict: what is wrong, worst first, for people. */
#ifndef TBNET_VERDICT_H
#define TBNET_VERDICT_H

#include <stdio.h>

#include "findings.h"

void verdict_print(FILE *f, const struct findings *findings);

#endif
