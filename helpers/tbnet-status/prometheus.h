/* SPDX-License-Identifier: GPL-2.0-or-later */
/* prometheus: print the object of --json as metrics in the text format. */
#ifndef TBNET_PROMETHEUS_H
#define TBNET_PROMETHEUS_H

#include <stdio.h>

#include "findings.h"

struct json_object;

/* Of the object that json_make() gives. */
void prometheus_print(FILE *f, struct json_object *o);

#endif
