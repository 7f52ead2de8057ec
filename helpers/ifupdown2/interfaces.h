/* SPDX-License-Identifier: GPL-2.0-or-later */
/* interfaces: what interfaces(5) says about one interface: its own stanzas, and what stands on it. */
#ifndef TBNET_INTERFACES_H
#define TBNET_INTERFACES_H

#include <stdbool.h>
#include <stddef.h>

#include "sections.h"

#define INTERFACES_ADDRESSES	64	/* more of one interface are not looked at */

/* All sections of one interface together. */
struct stanza {
	bool found;
	bool unsure;		/* not every ifupdown2 would see it: a template, source-directory,
				 * a relative path; ifquery knows */
	char *file;		/* the first one that has it, or the bond that gives it its MTU */
	unsigned line;
	char *mtu;		/* as written; of several the one that the tool leaves; without one that of the bond whose slave it is */
	char *vrf;		/* the VRF that it belongs to, or NULL */
	bool dummy;		/* "link-type dummy": the tool makes the interface */
	bool dhcp;		/* a section asks for an address by DHCP */
	bool ovs;		/* a part of Open vSwitch, which has its own MTU, "ovs_mtu": ifupdown2 sets none */
	char *addresses[INTERFACES_ADDRESSES];	/* that are to be there after ifup, without prefix */
	size_t n_addresses;
};

/* Collects the sections of IFNAME. Returns 0 or -ENOMEM. */
int interfaces_stanza(const struct sections *all, const char *ifname, struct stanza *ret);

/* The same from FILE, by the rules of the tool. Returns 0 or a negative errno. */
int interfaces_find(const char *file, enum ifupdown tool, const char *ifname, struct stanza *ret);
void interfaces_free(struct stanza *stanza);

/* The section of IFNAME that gives it this address, or NULL. */
const struct section *interfaces_section_with(const struct sections *all, const char *ifname, const char *address);

/* Calls f for every interface with an "auto" line that holds a router id: a dummy (link-type dummy) and lo, where
 * their stanzas have addresses. Returns the first non-zero return of f, after all, or -ENOMEM. */
typedef int (*router_id_func)(const char *ifname, const struct stanza *stanza, void *data);
int interfaces_each_router_id(const struct sections *all, router_id_func f, void *data);

enum upper_kind { UPPER_BRIDGE, UPPER_BOND, UPPER_VLAN };

/* A section that names the interface as a port, a slave or a VLAN's lower. */
struct upper {
	enum upper_kind kind;
	const struct section *section;
	char *name;
};

struct uppers {
	struct upper *v;
	size_t n;
};

/* All that stand on IFNAME, in the order of the files; the sections must outlive them. Expressions
 * ("regex …", "glob …", "all") are not evaluated: see matched.h. Returns 0 or -ENOMEM. */
int uppers_find(const struct sections *all, const char *ifname, struct uppers *ret);

/* The N-th of them that an interface can be in, from 0: a bridge or a bond. NULL: there are not so many. */
const struct upper *uppers_master(const struct uppers *u, unsigned n);
void uppers_free(struct uppers *u);

#endif
