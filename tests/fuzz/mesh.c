/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz mesh: whatever ceph.conf has, it is read to its end, a network of ours is found behind any text, and a network holds
 * the addresses of which the first bits are its own. The input is the file; its first two words are a network and an address. */
#include "fuzz.h"

#include "cephnet/cephnet.c"

static bool bit(const unsigned char *address, unsigned i)
{
	return address[i / 8] >> (7 - i % 8) & 1;
}

/* Bit by bit */
static bool holds_bits(const char *network, const char *address)
{
	int family = strchr(network, ':') ? AF_INET6 : AF_INET;
	char *a = strdup(network), *b = strdup(address), *bits;
	unsigned char x[16], y[16];
	unsigned long long n = 0;
	bool same;

	must(a && b);
	b[strcspn(b, "/")] = '\0';
	bits = strchr(a, '/');
	if (bits) {
		*bits++ = '\0';
		n = strtoull(bits, NULL, 10);
	}
	same = bits && *bits && strspn(bits, "0123456789") == strlen(bits) && n <= (family == AF_INET ? 32 : 128) &&
	       inet_pton(family, a, x) == 1 && inet_pton(family, b, y) == 1;
	for (unsigned i = 0; same && i < n; i++)
		same = bit(x, i) == bit(y, i);
	free(a);
	free(b);
	return same;
}

static void check_holds(const char *text)
{
	char *words = strdup(text), *save = NULL, *network, *address;

	must(words);
	network = strtok_r(words, " \t\n,", &save);
	address = network ? strtok_r(NULL, " \t\n,", &save) : NULL;
	/* addresses are the kernel's own */
	if (address && strcspn(address, "/") < INET6_ADDRSTRLEN) {
		must(cephnet_holds(network, address) == holds_bits(network, address));
		must(!cephnet_holds(network, address) || cephnet_holds(network, network));
	}
	free(words);
}

static bool is_here(enum cephnet which, const char *network, void *data)
{
	must(which < CEPHNETS);
	(void)data;
	return cephnet_holds(network, "10.100.0.12/32") || cephnet_holds(network, "fd00::12/128");
}

static void check_conf(const char *text)
{
	char *copy = strdup(text), *more;

	must(copy && asprintf(&more, "%s\npublic network = 192.0.2.0/24, fd00::/64\n", text) >= 0);
	cephnet_any(copy, is_here, NULL);
	must(cephnet_any(more, is_here, NULL));
	free(copy);
	free(more);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size);

	check_holds(text);
	check_conf(text);
	free(text);
	return 0;
}
