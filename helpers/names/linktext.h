/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linktext: the .link file for one entry of the plan. */
#ifndef TBNET_LINKTEXT_H
#define TBNET_LINKTEXT_H

#include "plan.h"

/* Names of written files, chosen so that they sort
 *   00-tbnet-port-en07.link      one port: first, so that it wins
 *   00-tbnet-second-port.link    the package's: a second port of a controller
 *   00-tbnet-whole-en05.link     a whole controller: where no second port is
 *   00-thunderbolt0.link         the package's or the guide's, the same
 *   50-pmx-nic0.link             an installer's pin of a MAC address */
#define LINK_PORT	LINK_PREFIX "port-"
#define LINK_WHOLE	LINK_PREFIX "whole-"
#define LINK_SECOND	LINK_PREFIX "second-port.link"

/* The file's path in the directory; NULL: no memory. To be freed. */
char *link_path(const char *directory, const struct plan_entry *e);

/* Its text, with the MTU in bytes; NULL: no memory. To be freed. */
char *link_text(const struct plan_entry *e, unsigned mtu);

#endif
