/* SPDX-License-Identifier: GPL-2.0-or-later */
/* files: change the files of a fabric, on plain Debian and on Proxmox VE. */
#ifndef TBNET_FILES_H
#define TBNET_FILES_H

#include "changes.h"
#include "fabric.h"
#include "left.h"

#define FILES_FRR	LEFT_FRR
#define FILES_FRR_LOCAL	LEFT_FRR_LOCAL
#define FILES_STANZAS	"/etc/network/interfaces.d/tbnet-fabric"

/* Collects the changes; none where all is right already. Returns 0, or a negative errno
 * after saying why not. */
int files_collect(const struct fabric *fabric, unsigned mtu, struct changes *ret);

/* Takes away what an apply that was cut short has left beside these files. Returns 0, or a
 * negative errno after saying so. */
int files_clear(void);

/* Tells why the file at PATH is not changed; returns R. */
int files_say(const char *path, int r);

/* True if Proxmox VE's API is here, which then writes stanzas and FRR's configuration. */
bool files_on_pve(void);

#endif
