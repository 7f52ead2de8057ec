/* SPDX-License-Identifier: GPL-2.0-or-later */
/* admit: whose links are brought up: by TBNET_PEERS. */
#ifndef TBNET_ADMIT_H
#define TBNET_ADMIT_H

#include <stdbool.h>

#include "port.h"

/* Between the words of TBNET_PEERS, and room for one: a UUID, or the beginning of what is none. */
#define ADMIT_BLANKS	" \t,"
#define ADMIT_WORD	64

/* True if TBNET_PEERS is empty, or has this UUID; letters of either case. A peer whose UUID is not known is in no list. */
bool admit_peer(const char *uuid);

/* The same for the peer of a link; *ret_peer is that peer where the answer is no. */
bool admit_link(const char *ifname, struct port *ret_peer);

#endif
