/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firewall: the rules that packets of the mesh meet in this node, and what becomes of such packets.
 *
 * Proxmox VE's firewall is one of two: pve-firewall, which uses iptables-legacy, or proxmox-firewall with nftables. */
#ifndef TBNET_FIREWALL_H
#define TBNET_FIREWALL_H

#include "cleanup.h"
#include "fabric.h"

/* States of a connection, as the kernel has them in nf_tables and in xt_conntrack: nf_conntrack_common.h's
 * NF_CT_STATE_INVALID_BIT and NF_CT_STATE_BIT(). */
#define FIREWALL_INVALID	1u
#define FIREWALL_ESTABLISHED	2u
#define FIREWALL_RELATED	4u
#define FIREWALL_NEW		8u
#define FIREWALL_ANY		(~0u)

enum firewall_verdict { FIREWALL_NEXT, FIREWALL_ACCEPT, FIREWALL_DROP, FIREWALL_RETURN, FIREWALL_JUMP, FIREWALL_GOTO };

struct firewall_chain {
	char family[20], table[64], name[64];	/* "ip" "filter" "FORWARD", or "iptables-legacy" "filter" "FORWARD" */
};

struct firewall_rule {
	struct firewall_chain chain;	/* that has it */
	unsigned states;		/* it is for packets of these */
	bool other;			/* it has a further condition */
	bool mesh;			/* which the mesh may meet: it names a port or the prefix, or tbnet does not read it */
	bool bridged;			/* it is for frames of a bridge */
	enum firewall_verdict verdict;
	char to[64];			/* the chain, for a jump */
	char set[64];			/* of states, which is not read yet */
};

struct firewall_base {
	struct firewall_chain chain;
	bool drops;		/* what comes to its end */
};

struct firewall {
	const struct fabric *fabric;
	const struct prefix *prefix;
	struct firewall_base *bases;	/* of the forward hook */
	size_t n_bases;
	struct firewall_rule *rules;	/* of all tables, in the order of each chain */
	size_t n_rules;
	bool pve;			/* Proxmox VE's filters what comes to this node */
	int error;			/* why not all of it could be read: a negative errno, or 0 */
};

/* Reads the rules for packets of the prefix; of family 0 there are none. */
void firewall_read(const struct fabric *fabric, const struct prefix *prefix, struct firewall *ret);
void firewall_free(struct firewall *firewall);
#define _cleanup_firewall_	_cleanup_(firewall_free)

/* True if a chain of the forward hook drops packets of this state, of the mesh, whatever else they are. */
bool firewall_drops(const struct firewall *firewall, unsigned state, struct firewall_chain *ret);

/* For those that read: of nf_tables, and of iptables-legacy. Return 0 or a negative errno. */
int firewall_read_nftables(struct firewall *firewall);
int firewall_read_iptables(struct firewall *firewall);
int firewall_add_base(struct firewall *firewall, const struct firewall_chain *chain, bool drops);
int firewall_add_rule(struct firewall *firewall, const struct firewall_rule *rule);

#endif
