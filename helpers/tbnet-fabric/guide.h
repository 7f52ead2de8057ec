/* SPDX-License-Identifier: GPL-2.0-or-later */
/* guide: find an OpenFabric that somebody else set up over our ports, as guides do ("router openfabric 1" on lo). */
#ifndef TBNET_GUIDE_H
#define TBNET_GUIDE_H

#include "fabric.h"
#include "frrconfig.h"

#define GUIDE_NAMES_SIZE	128

/* True for a router that one of this machine's ports is in: a port is in one router only. */
bool guide_has_port(const struct frr_config *config, const struct fabric *fabric, const char *router);

/* True if a line of FRR's file switches off what the fabric needs, "no ip forwarding": FRR writes that line by itself where the host does
 * not forward, and then switches forwarding of the whole host off at each start. */
bool guide_stops_forwarding(const char *text, const struct fabric *fabric);

/* TEXT, of a file of FRR, without such routers and what interfaces have of them, without such lines, and without static routes to
 * router ids; what else an interface has stays.
 * *ret is to be freed. Returns 0 or -ENOMEM. */
int guide_without(const char *text, const struct fabric *fabric, char **ret);

/* The names of such routers in the file at PATH that are not the fabric's, as "1 2"; "" where there is none, or no file. Returns 0
 * or a negative errno. */
int guide_names(const char *path, const struct fabric *fabric, char ret[GUIDE_NAMES_SIZE]);

/* True if TEXT has a port of this node in the router that LINE names, "router openfabric 1". */
bool guide_is_over_ports(const char *text, const struct fabric *fabric, const char *line);

#endif
