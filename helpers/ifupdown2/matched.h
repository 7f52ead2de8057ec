/* SPDX-License-Identifier: GPL-2.0-or-later */
/* matched: which section makes an interface a port without naming it in a list that tbnet-ifup follows. */
#ifndef TBNET_MATCHED_H
#define TBNET_MATCHED_H

#include "sections.h"

/* The first section that has IFNAME as a port by an expression of bridge-ports, bond-slaves or bond-ports ("regex …", "glob …", with
 * classic ifupdown "all" in bridge_ports), or that makes it a port of Open vSwitch (matched_is_ovs()). *ret_upper is the bridge or bond,
 * in the sections. NULL: there is none. */
const struct section *matched_find(const struct sections *all, const char *ifname, const char **ret_upper);

bool matched_is_ovs(const struct sections *all, const struct section *s);

#endif
