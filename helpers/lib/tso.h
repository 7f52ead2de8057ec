/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tso: read and set whether the kernel gives a driver TCP packets larger than the MTU (TCP segmentation offload).
 *
 * thunderbolt_net sends such a packet whole, and the driver at the other end rebuilds it without its segment size, as one packet
 * that no hop with a smaller MTU passes on (tbnet_start_xmit(), tbnet_poll() in drivers/net/thunderbolt/main.c). */
#ifndef TBNET_TSO_H
#define TBNET_TSO_H

#include <stdbool.h>

/* True if a link of this MTU is to have it: as TBNET_TSO says, else up to 1500 bytes. There the host then
 * need not cut TCP's data into packets of 1500 bytes. Above it made nothing faster where that was measured (two emulated machines,
 * tests/vm/forwarded.bats; not on hardware). A port of a bridge is there for others' packets. */
bool tso_wanted(unsigned mtu, bool bridged);

/* 1: on, for IPv4 or IPv6; 0: off; or a negative errno: -ENODEV, -EOPNOTSUPP. */
int tso_read(const char *ifname);

/* Switches it, for both, and reads it back. Returns 0 or a negative errno: -EPERM, -EIO if the kernel leaves it as it is. */
int tso_set(const char *ifname, bool on);

#endif
