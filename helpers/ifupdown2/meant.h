/* SPDX-License-Identifier: GPL-2.0-or-later */
/* meant: the MTU that a link is meant to have. */
#ifndef TBNET_MEANT_H
#define TBNET_MEANT_H

enum meant {
	MEANT_SETTING,		/* TBNET_MTU: the link has no stanza, or that cannot be told */
	MEANT_STANZA,		/* the mtu of its stanza in interfaces(5), which counts for that link */
	MEANT_BARE,		/* TBNET_MTU: its stanza has no mtu, and ifup may set another one */
};

/* Who says which MTU the link is meant to have. *MTU, in bytes, is TBNET_MTU before and that one after. Reads
 * the interfaces file and what it sources: not for what udev runs. */
enum meant meant_mtu(const char *ifname, unsigned *mtu);

/* The same for who has the mtu of the stanza as text (NULL: none), and TBNET_MTU. */
unsigned meant_mtu_of(const char *stanza_mtu, unsigned tbnet_mtu);

#endif
