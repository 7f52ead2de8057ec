/* SPDX-License-Identifier: GPL-2.0-or-later */
/* interfaces: what interfaces(5) of ifupdown2 says about one interface. */
#ifndef TBNET_INTERFACES_H
#define TBNET_INTERFACES_H

#include <stdbool.h>
#include <stddef.h>

#define INTERFACES_ADDRESSES	64	/* more of one interface are not looked at */

struct stanza {
	bool found;
	bool unsure;		/* not every ifupdown2 would see it: a template, source-directory,
				 * a relative path; ifquery knows */
	char *file;		/* the first one that has it */
	char *mtu;		/* the first mtu, as written */
	char *addresses[INTERFACES_ADDRESSES];	/* that are to be there after ifup, without prefix */
	size_t n_addresses;
};

/* Looks for "iface IFNAME" in FILE and all that it sources. What cannot be read
 * is left out, as ifupdown2 does; but an errno that tells nothing (sysfs_is_trouble()),
 * is returned. Returns 0 or a negative errno. */
int interfaces_find(const char *file, const char *ifname, struct stanza *ret);
void interfaces_free(struct stanza *stanza);

#endif
