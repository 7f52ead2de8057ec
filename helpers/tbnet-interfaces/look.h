/* SPDX-License-Identifier: GPL-2.0-or-later */
/* look: check the stanza of an interface, for PVE's GUI and for the MTU. */
#ifndef TBNET_LOOK_H
#define TBNET_LOOK_H

#include <stddef.h>

#define INTERFACES_FILE	"/etc/network/interfaces"
#define INTERFACES_NEW	INTERFACES_FILE ".new"

/* Prints one line about the interface: text is that of INTERFACES_FILE. Returns 1 if all is
 * right, 0 if not, or a negative errno. */
int look(const char *text, size_t size, const char *ifname, unsigned mtu);

/* The number of the line in text that begins a stanza of the interface; 0: none. */
size_t look_for(const char *text, size_t size, const char *ifname);

#endif
