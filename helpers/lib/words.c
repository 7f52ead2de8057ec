/* SPDX-License-Identifier: GPL-2.0-or-later */
/* words: lists of strings that grow. */
#include "words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int grow(void **v, size_t n, size_t size)
{
	void *new;

	/* 16 elements, and twice as many each time that they are full */
	if (n && (n < 16 || n & (n - 1)))
		return 0;
	new = reallocarray(*v, n ? 2 * n : 16, size);
	if (!new)
		return -ENOMEM;
	*v = new;
	return 0;
}

int words_add(struct words *words, const char *s)
{
	char *copy;

	if (GROW(&words->v, words->n) < 0)
		return -ENOMEM;
	copy = strdup(s);
	if (!copy)
		return -ENOMEM;
	words->v[words->n++] = copy;
	return 0;
}

bool words_have(const struct words *words, const char *s)
{
	for (size_t i = 0; i < words->n; i++)
		if (strcmp(words->v[i], s) == 0)
			return true;
	return false;
}

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

void words_sort(struct words *words)
{
	if (words->n)
		qsort(words->v, words->n, sizeof(*words->v), by_bytes);
}

void words_free(struct words *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->v[i]);
	free(words->v);
	*words = (struct words){ 0 };
}
