/* SPDX-License-Identifier: GPL-2.0-or-later */
/* revise: insert a stanza for one interface into a text of interfaces(5), and remove it again. */
#ifndef TBNET_REVISE_H
#define TBNET_REVISE_H

#include <stddef.h>

/* Puts "auto IF", "iface IF inet manual", "mtu MTU" above the first "source" line,
 * or at the end; nothing else changes. Returns 1 with the new text (for
 * free()), 0 if a stanza of the interface is there already, -ENOTSUP for a template,
 * -EBADMSG where a backslash would join the stanza to other lines, -EILSEQ
 * if the text has a NUL, or -ENOMEM. */
int revise_add(const char *text, size_t size, const char *ifname, unsigned mtu,
	       char **ret, size_t *ret_size);

/* Completes a stanza of the interface that is bare (see layout.h): its MTU, and an auto line above it
 * where there is none. Returns 1 with the new text, 0 if no stanza is bare, or an errno as above. */
int revise_complete(const char *text, size_t size, const char *ifname, unsigned mtu,
		    char **ret, size_t *ret_size);

/* Takes such a stanza out again, and the blank line that came with it. Returns 1 with
 * the new text, 0 if there is none that is just like that, or an errno as above. */
int revise_remove(const char *text, size_t size, const char *ifname, char **ret, size_t *ret_size);

#endif
