/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mesh: make sure that the router id's interfaces have the addresses of their stanzas. */
#ifndef TBNET_MESH_H
#define TBNET_MESH_H

/* ifupdown2 3.0.0 makes a dummy (link-type dummy) with an external "ip link add", and leaves out its addresses without
 * a word if its netlink thread has not heard of the interface by then (link.py, address.py). So after the
 * boot: each dummy, and lo, that is up and lacks an address of its stanza gets one more ifup, MESH_ATTEMPTS at most, each
 * logged. One that is down or not there is somebody's choice. Returns an exit code. */
int mesh_complete(void);

#define MESH_ATTEMPTS	3

#endif
