/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frrdatabase: read what fabricd knows of all nodes. */
#ifndef TBNET_FRRDATABASE_H
#define TBNET_FRRDATABASE_H

#include <stdbool.h>

#include "words.h"

#define FRR_NODE_SIZE	80	/* Linux' host names have 64 letters */

/* A link state packet: what a node says of itself. Large ones come in fragments, each of which has the node's name. */
struct frr_lsp {
	char name[FRR_NODE_SIZE];	/* its host name, or "0101.0000.0011" if that is not known: the same where others name it; fit to be printed */
	char host[FRR_NODE_SIZE];	/* the host name that this packet has, as it is; "": none */
	bool own, overloaded;	/* of this node; no traffic goes through an overloaded one */
	struct words neighbors;	/* by their names */
	struct words addresses;	/* "10.0.0.81/32", of both families: as they are */
};

typedef int (*frr_lsp_func)(const struct frr_lsp *lsp, void *data);

/* Calls f for each packet in TEXT, which frr_database() gets, until f returns other than 0. Cuts TEXT apart. Returns 0, what f returned,
 * -EBADMSG if there is no packet in it, or -ENOMEM. */
int frr_database_read(char *text, frr_lsp_func f, void *data);

/* Asks fabricd. Returns the same, or as frr_ask(). */
int frr_database(frr_lsp_func f, void *data);

#endif
