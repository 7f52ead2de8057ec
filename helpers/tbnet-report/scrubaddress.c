/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scrubaddress: replace an address. Networks of a private range stay in that range, and the host part stays. */
#include <arpa/inet.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "scrub.h"

/* Addresses with the same meaning on every machine: this host, loopback, link-local, multicast, broadcast and masks. */
static bool is_common(const unsigned char a[4])
{
	return a[0] == 0 || a[0] == 127 || a[0] >= 224 || (a[0] == 169 && a[1] == 254);
}

/* A network of so many bytes, at most SLOTS of them, is called by its number. What is 0 stays 0: it is the network's own address. */
static int slot(struct scrub *s, const char *range, unsigned network, unsigned slots)
{
	char name[32];
	int count = 1, r;

	if (!network)
		return 0;
	snprintf(name, sizeof(name), "%s %u", range, network);
	r = scrub_number(s, SCRUB_NETWORK4, name);
	for (int i = 0; i < r; i++)	/* its place among those of its range */
		count += strncmp(s->was[SCRUB_NETWORK4].v[i], range, strlen(range)) == 0 && s->was[SCRUB_NETWORK4].v[i][strlen(range)] == ' ';
	return r < 0 ? r : count < (int)slots ? count : (int)slots - 1;
}

/* Octets that name the network get another number, those of the host stay, and with them subnets down to /30 and first addresses. */
static bool scrub4(struct scrub *s, const char *text, char buf[SCRUB_ADDRESS])
{
	unsigned char a[4];
	unsigned low;
	int n;

	if (inet_pton(AF_INET, text, a) != 1)
		return false;
	if (is_common(a)) {
		snprintf(buf, SCRUB_ADDRESS, "%s", text);
		return true;
	}
	s->addresses++;
	if (a[0] == 10) {
		n = slot(s, "10", a[1], 256);
		snprintf(buf, SCRUB_ADDRESS, "10.%d.%u.%u", n, a[2], a[3]);
	} else if (a[0] == 172 && (a[1] & 0xf0) == 16) {
		n = slot(s, "172", a[1] & 0xf, 16);
		snprintf(buf, SCRUB_ADDRESS, "172.%d.%u.%u", 16 + n, a[2], a[3]);
	} else if (a[0] == 192 && a[1] == 168) {
		low = a[2] & 7U;	/* networks down to /21 */
		n = slot(s, "192", a[2] >> 3, 32);
		snprintf(buf, SCRUB_ADDRESS, "192.168.%u.%u", ((unsigned)n << 3) + low, a[3]);
	} else {	/* the range for benchmarks (RFC 2544) */
		low = a[2] & 7U;
		n = slot(s, "public", (unsigned)a[0] << 16 | (unsigned)a[1] << 8 | a[2] >> 3, 64);
		snprintf(buf, SCRUB_ADDRESS, "198.%d.%u.%u", 18 + (n >> 5), (((unsigned)n & 31U) << 3) + low, a[3]);
	}
	return n >= 0;
}

static bool scrub_mac(struct scrub *s, unsigned char a[6])
{
	static const unsigned char none[6], all[6] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	char name[13];
	int n;

	if (memcmp(a, none, 6) == 0 || memcmp(a, all, 6) == 0 || a[0] & 1)
		return true;
	snprintf(name, sizeof(name), "%02x%02x%02x%02x%02x%02x", a[0], a[1], a[2], a[3], a[4], a[5]);
	n = scrub_number(s, SCRUB_MAC, name);
	a[0] = 2;	/* one that nobody was sold */
	a[1] = a[2] = 0;
	a[3] = 0;
	a[4] = (unsigned char)((n + 1) >> 8);
	a[5] = (unsigned char)(n + 1);
	return n >= 0;
}

/* The part of an address that names the interface: made of its MAC address (RFC 4291, appendix A), or chosen. The last 16 bits stay. */
static bool scrub_interface(struct scrub *s, unsigned char a[8])
{
	char name[13];
	int n;

	if (a[3] == 0xff && a[4] == 0xfe) {
		unsigned char mac[6] = { a[0] ^ 2, a[1], a[2], a[5], a[6], a[7] };

		if (!scrub_mac(s, mac))
			return false;
		a[0] = mac[0] ^ 2;
		a[1] = mac[1];
		a[2] = mac[2];
		memcpy(a + 5, mac + 3, 3);
		return true;
	}
	snprintf(name, sizeof(name), "%02x%02x%02x%02x%02x%02x", a[0], a[1], a[2], a[3], a[4], a[5]);
	if (strcmp(name, "000000000000") == 0)
		return true;
	n = scrub_number(s, SCRUB_INTERFACE6, name);
	memset(a, 0, 4);
	a[4] = (unsigned char)((n + 1) >> 8);
	a[5] = (unsigned char)(n + 1);
	return n >= 0;
}

/* A part of 16 bits; 0 stays 0. */
static bool scrub_part(struct scrub *s, unsigned char a[2])
{
	char name[5];
	int n;

	snprintf(name, sizeof(name), "%02x%02x", a[0], a[1]);
	if (strcmp(name, "0000") == 0)
		return true;
	n = scrub_number(s, SCRUB_PART6, name);
	a[0] = (unsigned char)((n + 1) >> 8);
	a[1] = (unsigned char)(n + 1);
	return n >= 0;
}

static bool scrub6(struct scrub *s, const char *text, char buf[SCRUB_ADDRESS])
{
	unsigned char a[16];

	if (inet_pton(AF_INET6, text, a) != 1)
		return false;
	/* unspecified, loopback and multicast mean the same everywhere */
	if (memcmp(a, (unsigned char[15]){ 0 }, 15) != 0 && a[0] != 0xff) {
		bool link_local = a[0] == 0xfe && (a[1] & 0xc0) == 0x80, private = (a[0] & 0xfe) == 0xfc;

		s->addresses++;
		if (!link_local) {
			a[0] = private ? 0xfd : 0x3f;	/* documentation: 3fff::/20 (RFC 9637) */
			a[1] = private ? 0 : 0xff;
			if (!scrub_part(s, a + 2) || !scrub_part(s, a + 4))
				return false;
		}
		if (!scrub_interface(s, a + 8))
			return false;
	}
	return inet_ntop(AF_INET6, a, buf, SCRUB_ADDRESS);
}

/* "02:aa:00:00:00:05", "02-aa-00-00-00-05" */
static bool scrub_hardware(struct scrub *s, const char *text, char buf[SCRUB_ADDRESS])
{
	unsigned char a[6];
	unsigned n = 0;

	for (; n < 6 && strspn(text + 3 * n, "0123456789abcdefABCDEF") == 2; n++) {
		static const char digits[] = "0123456789abcdef";
		const char *high = strchr(digits, text[3 * n] | 0x20), *low = strchr(digits, text[3 * n + 1] | 0x20);
		char end = text[3 * n + 2];

		a[n] = (unsigned char)(((high ? high - digits : 0) << 4) | (low ? low - digits : 0));
		if (n == 5 ? end != '\0' : end != ':' && end != '-')
			return false;
	}
	if (n < 6 || !scrub_mac(s, a))
		return false;
	snprintf(buf, SCRUB_ADDRESS, "%02x%c%02x%c%02x%c%02x%c%02x%c%02x", a[0], text[2], a[1], text[2], a[2], text[2], a[3], text[2], a[4], text[2], a[5]);
	return true;
}

bool scrub_address(struct scrub *s, const char *text, size_t size, char buf[SCRUB_ADDRESS])
{
	char copy[SCRUB_ADDRESS];

	if (size >= sizeof(copy))
		return false;
	memcpy(copy, text, size);
	copy[size] = '\0';
	return scrub_hardware(s, copy, buf) || scrub4(s, copy, buf) || scrub6(s, copy, buf);
}
