/* SPDX-License-Identifier: GPL-2.0-or-later */
/* intentparts: what the parts of intent share. */
#ifndef TBNET_INTENTPARTS_H
#define TBNET_INTENTPARTS_H

#include "intent.h"

/* Adds it if NAME can be an interface's. LINE 0: the place is FILE alone. Returns 0 or -ENOMEM. */
int intent_add(struct intent *intent, const char *name, const char *file, unsigned line);

/* Calls f with the text of each file that PATTERN finds; the same name in one of the folders of HIDERS hides it. What
 * cannot be read is noted. Returns the first negative return of f, or -ENOMEM. */
typedef int (*intent_file_func)(struct intent *intent, const char *path, char *text);
int intent_each_file(struct intent *intent, const char *pattern, const char *const *hiders, size_t n_hiders, intent_file_func f);

/* One file each. */
int intent_network(struct intent *intent, const char *path, char *text);	/* systemd.network(5) */
int intent_netplan(struct intent *intent, const char *path, char *text);	/* YAML */
int intent_connection(struct intent *intent, const char *path, char *text);	/* nm-settings-keyfile(5) */
int intent_frr(struct intent *intent, const char *path, char *text);		/* frr.conf */
int intent_words(struct intent *intent, const char *path, char *text);		/* any file, for thunderbolt0, thunderbolt1, ... */
int intent_fabrics(struct intent *intent, const char *path, char *text);	/* /etc/pve/sdn/fabrics.cfg */

#endif
