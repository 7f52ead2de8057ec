/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unit: make sure that tbnet-link@.service has run for a netdev. */
#ifndef TBNET_UNIT_H
#define TBNET_UNIT_H

#include "notes.h"

/* Has systemd start the unit of this netdev, if it did not run for it: once per netdev,
 * logged. Says once if it has not run by the next look either. Returns 0, or a negative
 * errno or -EIO after logging that systemctl failed. */
int unit_check(struct notes *n);

#endif
