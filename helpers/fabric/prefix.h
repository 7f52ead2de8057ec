/* SPDX-License-Identifier: GPL-2.0-or-later */
/* prefix: IP addresses and prefixes, of both families. */
#ifndef TBNET_PREFIX_H
#define TBNET_PREFIX_H

#include <netinet/in.h>
#include <stdbool.h>

#define PREFIX_TEXT_SIZE	(INET6_ADDRSTRLEN + 4)

struct prefix {
	int family;			/* AF_INET, AF_INET6; 0: none */
	unsigned char bytes[16];	/* in network order */
	unsigned length;		/* bits */
};

/* "10.100.0.12", whose length is 32, or "10.100.0.0/24". Returns 0 or -EINVAL. */
int prefix_parse(const char *text, struct prefix *ret);

/* "10.100.0.12" for a single address, else "10.100.0.0/24". */
const char *prefix_text(const struct prefix *prefix, char buf[PREFIX_TEXT_SIZE]);

/* "10.100.0.12", whatever the length. */
const char *prefix_address(const struct prefix *prefix, char buf[PREFIX_TEXT_SIZE]);

bool prefix_is_single(const struct prefix *prefix);

/* True if both are the same address; their lengths do not matter. */
bool prefix_same_address(const struct prefix *a, const struct prefix *b);

/* True if all of b is in a. */
bool prefix_contains(const struct prefix *a, const struct prefix *b);

/* True if the one is in the other. */
bool prefix_overlaps(const struct prefix *a, const struct prefix *b);

/* The prefix without the bits of the host. */
struct prefix prefix_network(const struct prefix *prefix);

/* Why no host can have this address as its own, as "a multicast address"; NULL: it can. */
const char *prefix_unfit(const struct prefix *address);

/* True for the first and, of IPv4, the last address of a network of more than two. */
bool prefix_is_reserved(const struct prefix *network, const struct prefix *address);

#endif
