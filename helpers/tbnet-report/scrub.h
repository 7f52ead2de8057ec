/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scrub: replace what identifies the machine's owner in a text: each thing by the same thing every time.
 *
 * Different things stay different, and a network still contains its addresses: a
 * machine made of these texts works, and fails, like the original. */
#ifndef TBNET_SCRUB_H
#define TBNET_SCRUB_H

#include <stdbool.h>
#include <stddef.h>

#include "words.h"

#define SCRUB_SECRET	"(secret)"

/* The kinds of things that scrub replaces. */
enum scrub_kind {
	SCRUB_HOST,		/* a host's name: n1, n2, ... */
	SCRUB_DOMAIN,		/* d1.example */
	SCRUB_USER,		/* below /home, and in front of an @: user1 */
	SCRUB_NETWORK4,		/* the first three octets of an IPv4 network, as text */
	SCRUB_PART6,		/* a 16-bit part of an IPv6 network */
	SCRUB_INTERFACE6,	/* an interface identifier that somebody chose */
	SCRUB_MAC,
	SCRUB_ID,		/* UUIDs, digests, serial numbers */
	SCRUB_KINDS
};

struct scrub {
	struct words was[SCRUB_KINDS];	/* in the order in which they came */
	struct words kept;		/* names that are common words, and stay */
	size_t addresses, secrets;	/* how often one was replaced */
};

/* Has this name replaced, in whatever case it is written. One with a dot is a host and its domain. A name that is a common word (pve,
 * thunderbolt), or has no letter, stays as it is. Returns 0 or -ENOMEM. */
int scrub_add_host(struct scrub *s, const char *name);

/* Marks for replacement the names that the text gives as hosts: "hostname n1", "\"node\": \"n1\"", "n1=10.0.0.1" and the like. */
int scrub_find_hosts(struct scrub *s, const char *text);

/* The text with all replaced, to be freed; NULL without memory. A NUL ends it. */
char *scrub_text(struct scrub *s, const char *text);

void scrub_free(struct scrub *s);

/* Its parts. */

/* The number of a thing of that kind, from 0; it is new, or was there before. Returns a negative errno without memory. */
int scrub_number(struct scrub *s, enum scrub_kind kind, const char *thing);

/* An address of either family, or a MAC address, at TEXT, SIZE bytes of it: writes what it becomes into BUF. False: it is none. */
#define SCRUB_ADDRESS	64
bool scrub_address(struct scrub *s, const char *text, size_t size, char buf[SCRUB_ADDRESS]);

/* Finds a secret in this line. Returns how many bytes at *ret it has; 0: none. */
size_t scrub_secret(const char *line, size_t size, const char **ret);

#endif
