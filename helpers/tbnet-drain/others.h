/* SPDX-License-Identifier: GPL-2.0-or-later */
/* others: find a mesh of another routing protocol, which tbnet-drain cannot leave. */
#ifndef TBNET_OTHERS_H
#define TBNET_OTHERS_H

#include <stdbool.h>

/* True if OSPF or BGP has a neighbor at one of the links, after saying so. */
bool others_are_near(void);

#endif
