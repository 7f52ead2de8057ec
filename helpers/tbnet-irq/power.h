/* SPDX-License-Identifier: GPL-2.0-or-later */
/* power: set whether the kernel may let the controllers sleep (power/control of the PCI device). */
#ifndef TBNET_POWER_H
#define TBNET_POWER_H

#include <stdbool.h>

/* Keeps each controller that has a peer awake, noted first, and reads it back. LOOK: only prints what it would change.
 * Returns 0, 1 if something would be changed, or the first negative errno after logging it. */
int power_keep_awake(bool look);

/* Lets those sleep that were kept awake, unless somebody else has set them since. The same. */
int power_give_back(bool look);

#endif
