/* SPDX-License-Identifier: GPL-2.0-or-later */
/* looks: the predicates of the table in checks.inc; each notes every place where it holds. */
#ifndef TBNET_LOOKS_H
#define TBNET_LOOKS_H

#include "checks.h"

#define LOOK(name) void look_##name(const struct host *n, struct hits *hits)

#define CHECK(id, severity, slug, predicate, ...) LOOK(predicate);
#include "checks.inc"
#undef CHECK

/* True if FRR has a route through a link, OpenFabric's or another protocol's. */
bool looks_routed(const struct host *n);

#endif
