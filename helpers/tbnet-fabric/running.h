/* SPDX-License-Identifier: GPL-2.0-or-later */
/* running: bring the running FRR in line with its files. */
#ifndef TBNET_RUNNING_H
#define TBNET_RUNNING_H

#include <stdio.h>

#include "fabric.h"

struct nl_sock;

/* Has FRR take up its file, or start; never restarts a daemon. Reads the configuration
 * back. Returns 0, or a negative errno after saying so with the next step. */
int running_frr(const struct fabric *fabric);

/* Has FRR start bfdd, which a fabric can do without: it says so where that fails. */
void running_bfdd(const struct fabric *fabric);

/* Takes out of the running FRR what OLD has of BFD, after it left FRR's file. Returns 0 or a negative errno after saying so. */
int running_no_bfd(const struct fabric *old);

/* How many of the parts that are not Proxmox VE's the running FRR has: lsp-gen-interval, and BFD on each port, each with the secret; all of them are
 * running_all(). -ENOENT: it has no such router; -ENOTCONN: vtysh reached no daemon; or another negative errno. */
int running_parts(const struct fabric *fabric);
int running_all(const struct fabric *fabric);

/* Has it take what TEXT_OF writes, and nothing go to a file. Returns 0, or a negative errno, which is not logged. */
int running_configure(const struct fabric *fabric, void (*text_of)(FILE *f, const struct fabric *fabric));

/* Takes the fabric out of the running FRR, and the router ids off the interfaces. */
int running_forget(const struct fabric *fabric, struct nl_sock *sock);

/* Takes this router, and what interfaces have of it, out of the running FRR. Returns 0, also where there is none, or a negative
 * errno after saying so. */
int running_forget_router(const char *name);

#endif
