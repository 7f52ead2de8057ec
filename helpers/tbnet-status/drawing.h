/* SPDX-License-Identifier: GPL-2.0-or-later */
/* drawing: draw the ring as this node sees it. */
#ifndef TBNET_DRAWING_H
#define TBNET_DRAWING_H

#include <stdio.h>

#include "host.h"

/* Nothing where no other host is at any port. */
void drawing_print(FILE *f, const struct host *n);

#endif
