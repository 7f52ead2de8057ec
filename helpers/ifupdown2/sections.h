/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sections: every "iface" section of interfaces(5), as ifupdown2 or classic ifupdown reads it. */
#ifndef TBNET_SECTIONS_H
#define TBNET_SECTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "ifupdown2.h"
#include "words.h"

struct section_option {
	const char *name;	/* with '-' where the file has '_', as both tools take it */
	char *value;		/* the rest of the line */
};

/* One iface line and what belongs to it. Only the options that tbnet uses are kept (sections.c). */
struct section {
	char *name;		/* as written; for ifupdown2 it may be a range or an alias, see section_is_of() */
	char *file;
	unsigned line;		/* as ifupdown2 counts: continued lines are one */
	bool sure;		/* every version of the tool sees it */
	char *method;		/* "static", "manual", "dhcp", …; "" where the line has none */
	char *inherits;		/* classic: options of that section are this one's too, or NULL */
	struct section_option *options;
	size_t n_options;
};

struct sections {
	bool classic;
	bool template;		/* Mako: only ifupdown2 sees what is in it */
	struct section *v;
	size_t n;
	struct words automatic, hotplug;	/* words of "auto" and "allow-hotplug", as written */
	struct words sources;	/* patterns that every version of the tool follows */
};

/* Reads FILE and all that it sources, by the rules of that tool. What cannot be read is left out,
 * as both tools do; but an errno that tells nothing (sysfs_is_trouble()) is returned.
 * Returns 0 or a negative errno. */
int sections_read(const char *file, enum ifupdown tool, struct sections *ret);
void sections_free(struct sections *s);

/* True if the section is one of this interface. */
bool section_is_of(const struct sections *all, const struct section *s, const char *ifname);

/* The value of its first option of that name, what it inherits included, or NULL. */
const char *section_option(const struct sections *all, const struct section *s, const char *name);

/* True if "auto" ("allow-auto") names the interface; the other: "allow-hotplug". */
bool sections_automatic(const struct sections *all, const char *ifname);
bool sections_hotplug(const struct sections *all, const char *ifname);

/* True if a file at PATH (absolute) is read, or would be once it is there. */
bool sections_source(const struct sections *all, const char *path);

/* True if WORD is one of the words of VALUE. */
bool section_has_word(const char *value, const char *word);

#endif
