/* SPDX-License-Identifier: GPL-2.0-or-later */
/* layout: split an interfaces(5) file into lines, and find the stanzas in it. */
#ifndef TBNET_LAYOUT_H
#define TBNET_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

/* A line as ifupdown2 sees it: one of the file, or several that a backslash joins. */
struct layout_line {
	size_t at, size;	/* in the file, with its line end */
	size_t number;		/* of the first, from 1 */
	bool joined;		/* of more than one */
	bool glued;		/* begins with a backslash: joins what is put before it */
	char *text;		/* without backslashes and white space around it; "": blank */
	char *cut;		/* room for as much again, behind it: to cut words off needs no memory that may lack */
};

struct layout {
	struct layout_line *v;
	size_t n;
	bool open;		/* the last line ends in a backslash: what is put behind it joins it */
	bool template;		/* for Mako: what is where is known after it has run */
};

/* Reads size bytes of text. Returns 0 or -ENOMEM. */
int layout_read(const char *text, size_t size, struct layout *ret);
void layout_free(struct layout *layout);

/* The first line that sources other files; n: none does. A source-directory is none:
 * for ifupdown2 3.0.0 it is an option of the stanza above it. */
size_t layout_source(const struct layout *layout);

/* The line after FROM - 1 that begins a stanza of the interface; n: there is none. */
size_t layout_iface(const struct layout *layout, const char *ifname, size_t from);

/* True if an auto line has the name. */
bool layout_is_auto(const struct layout *layout, const char *ifname);

/* True if the line is "iface IF inet manual" and no option follows. Proxmox VE's GUI writes such a
 * stanza for each network card that it sees. */
bool layout_is_bare(const struct layout *layout, const char *ifname, size_t line);

/* True if the lines from there on are "auto IF", "iface IF inet manual" and "mtu N", each
 * on its own and nothing more in the stanza: what tbnet-interfaces puts there. */
bool layout_is_ours(const struct layout *layout, const char *ifname, size_t line);

#endif
