/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz stanza: any text of interfaces(5) is read to its end; an address that is found in it is one. */
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
#include "ifupdown2/sections.c"
#include "ifupdown2/interfaces.c"
#include "ifupdown2/matched.c"

static void read_as(enum ifupdown tool)
{
	unsigned char address[16];
	struct sections all;
	struct stanza stanza;
	struct uppers uppers;
	const struct section *matched;
	const char *upper = NULL;

	must(sections_read("/etc/network/interfaces", tool, &all) == 0);
	must(interfaces_stanza(&all, "en05", &stanza) == 0);
	must(stanza.n_addresses <= INTERFACES_ADDRESSES);
	for (size_t i = 0; i < stanza.n_addresses; i++)
		must(inet_pton(AF_INET, stanza.addresses[i], address) == 1 || inet_pton(AF_INET6, stanza.addresses[i], address) == 1);
	must(uppers_find(&all, "en05", &uppers) == 0);
	for (size_t i = 0; i < uppers.n; i++)
		must(uppers.v[i].section >= all.v && uppers.v[i].section < all.v + all.n);
	matched = matched_find(&all, "en05", &upper);
	must(!matched || (upper && matched >= all.v && matched < all.v + all.n));
	uppers_free(&uppers);
	interfaces_free(&stanza);
	sections_free(&all);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	input = data;
	input_size = size;
	read_as(IFUPDOWN_2);
	read_as(IFUPDOWN_CLASSIC);
	return 0;
}
