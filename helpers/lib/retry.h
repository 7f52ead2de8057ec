/* SPDX-License-Identifier: GPL-2.0-or-later */
/* retry: tell which errors are worth another attempt, and how long to pause. */
#ifndef TBNET_RETRY_H
#define TBNET_RETRY_H

#include <stdbool.h>

/* True for a negative errno that may pass by itself. EINVAL, EPERM, EOPNOTSUPP
 * and the like are permanent; ENODEV means that the netdev is gone. */
bool retry_is_transient(int error);

/* Pause in ms after failed attempt n (from 1): 100 ms, doubling, 5 s at most. */
int retry_pause(unsigned attempt);

#endif
