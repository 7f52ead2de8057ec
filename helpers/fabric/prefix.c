/* SPDX-License-Identifier: GPL-2.0-or-later */
/* prefix: IP addresses and prefixes, of both families. */
#include "prefix.h"

#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "text.h"

static unsigned bits_of(int family)
{
	return family == AF_INET ? 32 : 128;
}

int prefix_parse(const char *text, struct prefix *ret)
{
	struct prefix p = { .family = strchr(text, ':') ? AF_INET6 : AF_INET };
	size_t n = strcspn(text, "/");
	char address[INET6_ADDRSTRLEN];

	if (n >= sizeof(address))
		return -EINVAL;
	memcpy(address, text, n);
	address[n] = '\0';
	p.length = bits_of(p.family);
	if (inet_pton(p.family, address, p.bytes) != 1 ||
	    (text[n] && text_to_uint(text + n + 1, 0, p.length, &p.length) < 0))
		return -EINVAL;
	*ret = p;
	return 0;
}

const char *prefix_address(const struct prefix *prefix, char buf[PREFIX_TEXT_SIZE])
{
	if (!inet_ntop(prefix->family, prefix->bytes, buf, INET6_ADDRSTRLEN))
		*buf = '\0';
	return buf;
}

const char *prefix_text(const struct prefix *prefix, char buf[PREFIX_TEXT_SIZE])
{
	size_t n;

	prefix_address(prefix, buf);
	n = strlen(buf);
	if (!prefix_is_single(prefix))
		snprintf(buf + n, PREFIX_TEXT_SIZE - n, "/%u", prefix->length);
	return buf;
}

bool prefix_is_single(const struct prefix *prefix)
{
	return prefix->length == bits_of(prefix->family);
}

bool prefix_same_address(const struct prefix *a, const struct prefix *b)
{
	return a->family == b->family && memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

/* The first n bits of both are the same. */
static bool same_bits(const struct prefix *a, const struct prefix *b, unsigned n)
{
	unsigned char rest = (unsigned char)(0xff00 >> (n % 8));

	return memcmp(a->bytes, b->bytes, n / 8) == 0 &&
	       (n % 8 == 0 || ((a->bytes[n / 8] ^ b->bytes[n / 8]) & rest) == 0);
}

bool prefix_contains(const struct prefix *a, const struct prefix *b)
{
	return a->family == b->family && a->length <= b->length && same_bits(a, b, a->length);
}

bool prefix_overlaps(const struct prefix *a, const struct prefix *b)
{
	return prefix_contains(a, b) || prefix_contains(b, a);
}

struct prefix prefix_network(const struct prefix *prefix)
{
	struct prefix network = { .family = prefix->family, .length = prefix->length };

	for (unsigned i = 0; i < prefix->length; i++)
		network.bytes[i / 8] |= (unsigned char)(prefix->bytes[i / 8] & (0x80 >> (i % 8)));
	return network;
}

bool prefix_is_reserved(const struct prefix *network, const struct prefix *address)
{
	struct prefix last = *network;

	if (bits_of(network->family) - network->length < 2)
		return false;
	for (unsigned i = network->length; i < bits_of(network->family); i++)
		last.bytes[i / 8] |= (unsigned char)(0x80 >> (i % 8));
	return prefix_same_address(network, address) ||
	       (network->family == AF_INET && prefix_same_address(&last, address));
}

/* The special addresses of RFC 6890 that no node of a mesh can be reached by. */
const char *prefix_unfit(const struct prefix *address)
{
	static const struct {
		const char *prefix, *what;
	} unfit[] = {
		{ "0.0.0.0/8", "an address of \"this network\"" },
		{ "127.0.0.0/8", "a loopback address" },
		{ "169.254.0.0/16", "a link-local address" },
		{ "224.0.0.0/4", "a multicast address" },
		{ "240.0.0.0/4", "a reserved address" },
		{ "::/127", "a loopback or unspecified address" },
		{ "::ffff:0:0/96", "an IPv4 address in IPv6" },
		{ "fe80::/10", "a link-local address" },
		{ "ff00::/8", "a multicast address" },
	};
	struct prefix p;

	for (size_t i = 0; i < sizeof(unfit) / sizeof(*unfit); i++)
		if (prefix_parse(unfit[i].prefix, &p) == 0 && prefix_contains(&p, address))
			return unfit[i].what;
	return NULL;
}
