/* SPDX-License-Identifier: GPL-2.0-or-later */
/* meant: find the MTU that a link should have. */
#ifndef TBNET_MEANT_H
#define TBNET_MEANT_H

enum meant {
	MEANT_SETTING,		/* TBNET_LINK_MTU or TBNET_MTU: the link has no stanza, or its stanza cannot be read */
	MEANT_STANZA,		/* the mtu of its stanza in interfaces(5), which counts for that link */
	MEANT_BARE,		/* the setting: its stanza has no mtu, and ifup may set another one */
};

/* Finds who sets the link's MTU; *ret is that MTU, in bytes. Reads the interfaces file and what it
 * sources: not for what udev runs, which has mtu_setting(). */
enum meant meant_mtu(const char *ifname, unsigned *ret);

/* The same for who has the mtu of the stanza as text (NULL: none), and mtu_setting(). */
unsigned meant_mtu_of(const char *stanza_mtu, unsigned setting);

#endif
