/* SPDX-License-Identifier: GPL-2.0-or-later */
/* sweep: choose the packet sizes to try, and judge which ones passed. */
#include "sweep.h"

#define PARTS	12	/* of a gap: four rounds find one byte in the widest */

/* Where the e2e fault may be: packets of 227 to 230 bytes (F5), counted as IP, as
 * Ethernet frames, or as what ping sends. */
#define FINE_FIRST	200
#define FINE_LAST	299
#define HOLE_MAX	8

/* MTUs that people and drivers choose, and one byte more. */
static const unsigned coarse[] = {
	84, 576, 1280, 1281, 1420, 1492, 1500, 1501, 4096, 4097, 9000, 9001, 9216, 9217, 16384, 16385, 32768, 32769, 49152,
};

static void add(struct sweep *s, unsigned bytes)
{
	if (s->n < sizeof(s->v) / sizeof(*s->v))
		s->v[s->n++] = (struct sweep_size){ .bytes = bytes };
}

void sweep_begin(struct sweep *s, unsigned top)
{
	*s = (struct sweep){ 0 };
	for (size_t i = 0; i < sizeof(coarse) / sizeof(*coarse); i++)
		if (coarse[i] < top)
			add(s, coarse[i]);
	for (unsigned bytes = FINE_FIRST; bytes <= FINE_LAST && bytes < top; bytes++)
		add(s, bytes);
	add(s, top);
	s->first = s->n;
}

static bool is_lost(const struct sweep_size *size)
{
	return !size->whole && (size->answered || size->tries >= SWEEP_TRIES);
}

static unsigned largest(const struct sweep *s)
{
	unsigned bytes = 0;

	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].whole && s->v[i].bytes > bytes)
			bytes = s->v[i].bytes;
	return bytes;
}

size_t sweep_split(struct sweep *s)
{
	unsigned low = largest(s), high = 0, gap;
	size_t before = s->n;

	for (size_t i = 0; i < s->n; i++)
		if (s->v[i].bytes > low && is_lost(&s->v[i]) && (!high || s->v[i].bytes < high))
			high = s->v[i].bytes;
	if (!low || high <= low + 1)
		return 0;
	gap = high - low;
	for (unsigned i = 1; i <= PARTS; i++) {
		unsigned bytes = low + gap * i / (PARTS + 1);

		if (bytes > low && bytes != low + gap * (i - 1) / (PARTS + 1))
			add(s, bytes);
	}
	return s->n - before;
}

/* One run of lost sizes among the fine ones, with sizes that pass at both ends. */
static bool find_hole(const struct sweep *s, unsigned missing, struct probe *ret)
{
	unsigned first = 0, last = 0;

	for (size_t i = 0; i < s->first; i++) {
		unsigned bytes = s->v[i].bytes;

		if (bytes < FINE_FIRST || bytes > FINE_LAST || !is_lost(&s->v[i]))
			continue;
		if (!first)
			first = bytes;
		last = bytes;
	}
	if (!first || last - first + 1 != missing || missing > HOLE_MAX || first == FINE_FIRST || last == FINE_LAST)
		return false;
	ret->hole_first = first;
	ret->hole_last = last;
	return true;
}

void sweep_judge(const struct sweep *s, struct probe *ret)
{
	unsigned missing = 0;
	const struct sweep_size *top = &s->v[s->first - 1];

	ret->top = top->bytes;
	ret->largest = top->whole || is_lost(top) ? largest(s) : 0;
	for (size_t i = 0; i < s->first; i++)
		missing += s->v[i].bytes < ret->largest && is_lost(&s->v[i]);
	if (!missing || !find_hole(s, missing, ret))
		ret->missing = missing;
}
