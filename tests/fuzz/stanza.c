/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz stanza: any text of interfaces(5) is read to its end; an address that is said to be in it is one. */
#include "fuzz.h"

#include "cleanup.h"

static const uint8_t *input;
static size_t input_size;

/* Sourced files are the same text again: as deep as it goes. */
static char *fuzz_lines_read(const char *path)
{
	(void)path;
	return strndup((const char *)input, input_size);
}

#define lines_read fuzz_lines_read
#include "ifupdown2/interfaces.c"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct stanza stanza;
	unsigned char address[16];

	input = data;
	input_size = size;
	if (interfaces_find("/etc/network/interfaces", "en05", &stanza) == 0) {
		must(stanza.n_addresses <= INTERFACES_ADDRESSES);
		for (size_t i = 0; i < stanza.n_addresses; i++)
			must(inet_pton(AF_INET, stanza.addresses[i], address) == 1 || inet_pton(AF_INET6, stanza.addresses[i], address) == 1);
	}
	interfaces_free(&stanza);
	return 0;
}
