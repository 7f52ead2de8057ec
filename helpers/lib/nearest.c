/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nearest: suggest the name closest to a mistyped one. */
#include "nearest.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

#define SIZE	40	/* bytes; longer names are not compared */

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static bool same(char a, char b)
{
	return toupper((unsigned char)a) == toupper((unsigned char)b);
}

/* Optimal string alignment: row i has the distances of the first i letters of A from the beginnings of B. */
static unsigned distance(const char *a, size_t n, const char *b, size_t m)
{
	unsigned rows[SIZE + 1][SIZE + 1];

	for (unsigned i = 0; i <= n; i++) {
		rows[i][0] = i;
		for (unsigned j = 1; j <= m; j++) {
			if (i == 0) {
				rows[0][j] = j;
				continue;
			}
			rows[i][j] = least(least(rows[i - 1][j], rows[i][j - 1]) + 1,
					   rows[i - 1][j - 1] + !same(a[i - 1], b[j - 1]));
			if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
				rows[i][j] = least(rows[i][j], rows[i - 2][j - 2] + 1);
		}
	}
	return rows[n][m];
}

int nearest(const char *word, const char *const names[], int n)
{
	size_t size = strlen(word);
	unsigned limit = 1 + (unsigned)size / 4;
	int found = -1;

	for (int i = 0; size <= SIZE && i < n; i++) {
		size_t other = strlen(names[i]);
		unsigned d = other <= SIZE ? distance(word, size, names[i], other) : limit + 1;

		if (d <= limit) {
			found = i;
			limit = d - 1;
			if (d == 0)
				break;
		}
	}
	return found;
}
