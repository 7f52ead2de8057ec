/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mtu: the MTU that the settings give a link. */
#ifndef TBNET_MTU_H
#define TBNET_MTU_H

#include <stdbool.h>

/* In bytes: what TBNET_LINK_MTU says for the link's name, or for the UUID of its peer, else TBNET_MTU. */
unsigned mtu_setting(const char *ifname);

/* True for a value of TBNET_LINK_MTU: words such as en05=9000, or with a peer's UUID in place of the name. */
bool mtu_is_list(const char *list);

#endif
