/* SPDX-License-Identifier: GPL-2.0-or-later */
/* power: whether the kernel may let the controllers sleep (power/control of the PCI device). */
#ifndef TBNET_POWER_H
#define TBNET_POWER_H

/* Keeps each controller that has a peer awake, noted first, and reads it back. Returns 0, or the first negative errno after
 * logging it. */
int power_keep_awake(void);

/* Lets those sleep that were kept awake, unless somebody else has set them since. The same. */
int power_give_back(void);

#endif
