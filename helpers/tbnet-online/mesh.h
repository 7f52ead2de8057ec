/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mesh: tell whether a network of Ceph may be on the mesh. */
#ifndef TBNET_MESH_H
#define TBNET_MESH_H

/* 1 if this host has an address in a network of Ceph's on a link of ours or on an interface with nothing below it (a
 * dummy, lo), or has no address in it, as while a link does not exist yet. 0 if all are on interfaces of a LAN, or ceph.conf
 * names no network. Else a negative errno. */
int mesh_has_ceph(void);

#endif
