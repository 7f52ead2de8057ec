/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz: what the fuzzers share. Each includes the product's own files, so that it
 * reaches their static functions, and says with must() what has to hold. */
#ifndef TBNET_FUZZ_H
#define TBNET_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define must(condition)									\
	do {										\
		if (!(condition)) {							\
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
			abort();							\
		}									\
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The input as a string, up to its first NUL; for free(). */
static inline char *fuzz_string(const uint8_t *data, size_t size)
{
	char *s = strndup((const char *)data, size);

	must(s);
	return s;
}

#endif
