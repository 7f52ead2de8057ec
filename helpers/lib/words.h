/* SPDX-License-Identifier: GPL-2.0-or-later */
/* words: lists of strings that grow. */
#ifndef TBNET_WORDS_H
#define TBNET_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct words {
	char **v;
	size_t n;
};

/* Adds a copy of s. Returns 0 or -ENOMEM. */
int words_add(struct words *words, const char *s);

bool words_have(const struct words *words, const char *s);

/* In the order of their bytes. */
void words_sort(struct words *words);

/* For cleanup, too: empties the list. */
void words_free(struct words *words);

/* Makes room for one more in array *v of n elements. Returns 0 or -ENOMEM. */
#define GROW(v, n) grow((void **)(v), (n), sizeof(**(v)))
int grow(void **v, size_t n, size_t size);

#endif
