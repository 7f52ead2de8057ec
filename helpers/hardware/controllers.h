/* SPDX-License-Identifier: GPL-2.0-or-later */
/* controllers: the Thunderbolt and USB4 controllers of this machine, in PCI order. */
#ifndef TBNET_CONTROLLERS_H
#define TBNET_CONTROLLERS_H

#include <stdbool.h>
#include <stddef.h>

#include "port.h"

#define CONTROLLERS_MAX	16

struct controllers {
	char v[CONTROLLERS_MAX][PCI_ADDRESS_SIZE];	/* PCI addresses */
	size_t n;
	bool more;	/* there was no room for all */
};

/* A controller is a PCI device of class "USB4 host interface", whoever made it, or one
 * that the driver knows by its id and has taken (those before USB4). Returns 0, or a
 * negative errno if sysfs could not be looked at. */
int controllers_read(struct controllers *ret);

/* Adds one in its place, if it is not listed yet and there is room. Returns its index, or CONTROLLERS_MAX. */
size_t controllers_add(struct controllers *c, const char *address);

/* Its index, which is its place in PCI order; c->n: not there. */
size_t controllers_find(const struct controllers *c, const char *address);

#endif
