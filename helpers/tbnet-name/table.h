/* SPDX-License-Identifier: GPL-2.0-or-later */
/* table: controllers, ports, peers and names, for people. */
#ifndef TBNET_TABLE_H
#define TBNET_TABLE_H

#include "picture.h"

/* One row a port, of a controller without known ports one. */
void table_print(const struct picture *p);

/* What of the .link files and the record does not do what was meant. */
void table_notes(const struct picture *p);

#endif
