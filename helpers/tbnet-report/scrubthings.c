/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scrubthings: the things that were replaced so far, each kind with numbers of its own. */
#include <errno.h>
#include <strings.h>

#include "scrub.h"

#define THINGS_MAX	2048	/* of a kind; those beyond become one and the same */

int scrub_number(struct scrub *s, enum scrub_kind kind, const char *thing)
{
	struct words *was = &s->was[kind];

	for (size_t i = 0; i < was->n; i++)
		if (strcasecmp(was->v[i], thing) == 0)
			return (int)i;
	if (was->n == THINGS_MAX)
		return THINGS_MAX;
	return words_add(was, thing) < 0 ? -ENOMEM : (int)was->n - 1;
}

void scrub_free(struct scrub *s)
{
	for (size_t i = 0; i < SCRUB_KINDS; i++)
		words_free(&s->was[i]);
	words_free(&s->kept);
}
