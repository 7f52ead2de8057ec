/* SPDX-License-Identifier: GPL-2.0-or-later */
/* firewall: tell from its rules whether a firewall drops what this node forwards in the mesh.
 *
 * A condition that does not name the mesh is taken for one that its packets do not meet. */
#include "firewall.h"

#include <string.h>

#include "words.h"

#define DEPTH	16	/* of jumps, as the kernel allows (NFT_JUMP_STACK_SIZE) */

int firewall_add_base(struct firewall *firewall, const struct firewall_chain *chain, bool drops)
{
	int r = GROW(&firewall->bases, firewall->n_bases);

	if (r == 0)
		firewall->bases[firewall->n_bases++] = (struct firewall_base){ *chain, drops };
	return r;
}

int firewall_add_rule(struct firewall *firewall, const struct firewall_rule *rule)
{
	int r = GROW(&firewall->rules, firewall->n_rules);

	if (r < 0)
		return r;
	firewall->rules[firewall->n_rules++] = *rule;
	firewall->pve |= strcmp(rule->chain.name, "PVEFW-HOST-IN") == 0;
	return 0;
}

void firewall_read(const struct fabric *fabric, const struct prefix *prefix, struct firewall *ret)
{
	int legacy;

	*ret = (struct firewall){ .fabric = fabric, .prefix = prefix };
	if (!prefix->family)
		return;
	ret->error = firewall_read_nftables(ret);
	legacy = firewall_read_iptables(ret);
	if (ret->error == 0)
		ret->error = legacy;
}

void firewall_free(struct firewall *firewall)
{
	free(TAKE(firewall->bases));
	free(TAKE(firewall->rules));
}

enum fate { AT_END, ACCEPTED, MAY_PASS, DROPPED };

static bool is_in(const struct firewall_rule *rule, const struct firewall_chain *chain)
{
	return strcmp(rule->chain.name, chain->name) == 0 && strcmp(rule->chain.table, chain->table) == 0 && strcmp(rule->chain.family, chain->family) == 0;
}

/* RET is the chain that drops. */
static enum fate walk(const struct firewall *firewall, const struct firewall_chain *chain, unsigned state, unsigned depth, struct firewall_chain *ret)
{
	if (!depth)
		return MAY_PASS;
	for (size_t i = 0; i < firewall->n_rules; i++) {
		const struct firewall_rule *rule = &firewall->rules[i];
		struct firewall_chain to = rule->chain;
		enum fate fate = rule->verdict == FIREWALL_ACCEPT ? ACCEPTED : rule->verdict == FIREWALL_DROP ? DROPPED : AT_END;

		if (!is_in(rule, chain) || rule->bridged || !(rule->states & state))
			continue;
		if (rule->verdict >= FIREWALL_JUMP) {
			memcpy(to.name, rule->to, sizeof(to.name));
			fate = walk(firewall, &to, state, depth - 1, ret);
		} else if (fate == DROPPED && !rule->other) {
			*ret = rule->chain;
		}
		if (rule->other && (rule->mesh || fate == MAY_PASS))
			return MAY_PASS;
		if (!rule->other && (fate != AT_END || rule->verdict == FIREWALL_RETURN || rule->verdict == FIREWALL_GOTO))
			return fate;
	}
	return AT_END;
}

bool firewall_drops(const struct firewall *firewall, unsigned state, struct firewall_chain *ret)
{
	for (size_t i = 0; i < firewall->n_bases; i++) {
		const struct firewall_base *base = &firewall->bases[i];
		struct firewall_chain by = base->chain;
		enum fate fate = walk(firewall, &base->chain, state, DEPTH, &by);

		if (fate == DROPPED || (fate == AT_END && base->drops)) {
			*ret = fate == DROPPED ? by : base->chain;
			return true;
		}
	}
	return false;
}
