/* SPDX-License-Identifier: GPL-2.0-or-later */
/* svg: draw the mesh as this node sees it, as a picture. */
#ifndef TBNET_SVG_H
#define TBNET_SVG_H

#include <stdio.h>

#include "host.h"

void svg_print(FILE *f, const struct host *n);

#endif
