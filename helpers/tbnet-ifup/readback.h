/* SPDX-License-Identifier: GPL-2.0-or-later */
/* readback: read back MTU and addresses after ifup. */
#ifndef TBNET_READBACK_H
#define TBNET_READBACK_H

#include "interfaces.h"
#include "link.h"

struct nl_sock;

/* Reads back the MTU that ifup left, and sets it right if it is not MTU. Logs a
 * change with its cause. Returns 0 or a negative errno; -ENODEV: gone. */
int readback_mtu(struct nl_sock *sock, struct link *link, const struct stanza *stanza, unsigned mtu);

/* The addresses of the link as a text, each with a space in front, to be freed,
 * and the first address of the stanza that is not among them, or NULL. */
int readback_addresses(struct nl_sock *sock, const struct link *link, const struct stanza *stanza,
		       char **ret_text, const char **ret_missing);

#endif
