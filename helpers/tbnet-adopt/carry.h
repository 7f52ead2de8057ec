/* SPDX-License-Identifier: GPL-2.0-or-later */
/* carry: keep the MTU that the administrator chose in a file that adopt moves away. */
#ifndef TBNET_CARRY_H
#define TBNET_CARRY_H

#include "changes.h"
#include "leftovers.h"
#include "picture.h"

/* The MTU that the left-overs set, if it is not the one that tbnet would: 0: there is
 * nothing to carry over; -EINVAL after saying so: they set several. */
int carry_mtu(const struct leftovers *found, unsigned mtu);

/* Adds the changes by which tbnet sets this MTU: TBNET_MTU in CONF_FILE, and a drop-in
 * for each .link file that will name a link of this machine. 0 or a negative errno. */
int carry_changes(const struct picture *picture, const struct leftovers *found, unsigned mtu,
		  struct changes *changes);

#endif
