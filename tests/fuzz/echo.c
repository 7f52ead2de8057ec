/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz echo: a packet that does not have our cookie is no answer to us, and no packet is read behind its end. */
#include "fuzz.h"

#include <arpa/inet.h>

#include "reset/echo.c"

static void check(const struct echo *e, const uint8_t *data, size_t size)
{
	struct echo_answer a = { 0 };
	unsigned char *copy = malloc(size + !size);

	must(copy);
	memcpy(copy, data, size);
	if (take_packet(e, copy, size, &a)) {
		must(memmem(copy, size, &e->cookie, sizeof(e->cookie)));
		must(a.seq <= 65535 && a.size <= size + 40);
	}
	free(copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct echo e = { .id = 0x4142 };

	memset(&e.cookie, 'c', sizeof(e.cookie));
	for (unsigned i = 0; i < 4; i++) {
		e.family = i & 1 ? AF_INET6 : AF_INET;
		e.raw = i & 2;
		check(&e, data, size);
	}
	return 0;
}
