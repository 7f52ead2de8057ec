/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fabriclook: compare the running fabric with its settings: the one look of tbnet-fabric check and tbnet-status. */
#ifndef TBNET_FABRICLOOK_H
#define TBNET_FABRICLOOK_H

#include "fabric.h"
#include "frr.h"

struct nl_sock;

/* The subject of a fact. */
enum fabric_part {
	FABRIC_FRR,		/* fabricd runs, and answers */
	FABRIC_ROUTER,		/* it has the router */
	FABRIC_INTERVAL,	/* its lsp-gen-interval */
	FABRIC_SECRET,		/* neighbors need it */
	FABRIC_ROUTER_ID,	/* on the dummy, or on lo */
	FABRIC_LINK,		/* there, up, with carrier */
	FABRIC_NEIGHBOR,	/* FRR's, and why it has none */
	FABRIC_BFD,		/* it is watched */
	FABRIC_FORWARDING,
	FABRIC_FIREWALL,	/* it drops what is forwarded */
	FABRIC_ROUTE,		/* to another node */
	FABRIC_ECHO,		/* over it */
	FABRIC_OTHER,		/* what could not be looked at */
};

struct fabric_fact {
	enum fabric_part part;
	bool wrong;
	const char *subject;	/* "FRR", an interface, a node */
	const char *what;
	const char *next;	/* of what is wrong, or NULL */
};

typedef void (*fabric_func)(const struct fabric_fact *fact, void *data);

/* The answers of fabricd, asked once for all facts. */
struct fabric_frr {
	int runs;		/* as frr_runs() */
	int answer;		/* as frr_look(); 0: look has it */
	struct frr_look look;
	bool bfd_asked;
	int bfd_answer;			/* as frr_bfd(); bfdd does not run: vtysh fails, or says so in words */
	struct json_object *bfd;	/* its sessions, or NULL */
};

void fabric_ask_frr(struct fabric_frr *ret);

/* What bfdd says, where the fabric is to have it and fabricd has answered. */
void fabric_ask_bfd(const struct fabric *fabric, struct fabric_frr *frr);
void fabric_frr_free(struct fabric_frr *frr);

/* Looks at FRR, the router ids, the ports and the routes to the other nodes, in this order, and calls f for each fact.
 * With ECHO_MTU other than 0 the nodes are asked, too, with packets of so many bytes over each path of their routes. */
void fabric_look(const struct fabric *fabric, struct nl_sock *sock, const struct fabric_frr *frr, unsigned echo_mtu,
		 fabric_func f, void *data);

#endif
