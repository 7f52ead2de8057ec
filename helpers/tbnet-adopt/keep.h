/* SPDX-License-Identifier: GPL-2.0-or-later */
/* keep: keep the administrator's names where the package's .link files would override them. */
#ifndef TBNET_KEEP_H
#define TBNET_KEEP_H

#include "changes.h"
#include "leftovers.h"
#include "picture.h"

/* Adds the changes by which such a .link file gets a name that sorts first, and takes it
 * off the list of what stays as it is. Returns 0 or a negative errno. */
int keep_names(const struct picture *picture, struct leftovers *found, struct changes *changes);

#endif
