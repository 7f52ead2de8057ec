/* SPDX-License-Identifier: GPL-2.0-or-later */
/* compare: find the edit between two texts, where one has additional lines (see edit.h). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "edit.h"

/* Lines FROM to TO of an edit. */
struct piece {
	struct edit_line *v;
	size_t n;
};

static bool is_same(const struct edit_line *a, const struct edit_line *b)
{
	return a->size == b->size && memcmp(a->text, b->text, a->size) == 0;
}

/* Without what both begin and end with. */
static void trim(struct piece *a, struct piece *b)
{
	while (a->n && b->n && is_same(a->v, b->v)) {
		a->v++, a->n--;
		b->v++, b->n--;
	}
	while (a->n && b->n && is_same(&a->v[a->n - 1], &b->v[b->n - 1])) {
		a->n--;
		b->n--;
	}
}

/* True if all lines of A are in B, in this order. */
static bool is_within(const struct piece *a, const struct piece *b)
{
	size_t i = 0;

	for (size_t k = 0; k < b->n && i < a->n; k++)
		i += is_same(&a->v[i], &b->v[k]);
	return i == a->n;
}

/* Behind what is there already. */
static int put_in(struct edit *edit, struct edit_line *before, const struct edit_line *new, size_t n)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;

	for (size_t i = 0; i < n; i++)
		size += new[i].size;
	text = malloc(size + 1);
	if (!text)
		return -ENOMEM;
	size = 0;
	for (size_t i = 0; i < n; i++) {
		memcpy(text + size, new[i].text, new[i].size);
		size += new[i].size;
	}
	text[size] = '\0';
	return n ? edit_insert(edit, (size_t)(before - edit->v), text) : 0;
}

/* OLD is within NEW: what is not in OLD came. */
static int mark_in(struct edit *edit, const struct piece *old, const struct piece *new)
{
	size_t i = 0, from = 0;
	int r = 0;

	for (size_t k = 0; k <= new->n && r == 0; k++) {
		if (k < new->n && (i == old->n || !is_same(&old->v[i], &new->v[k])))
			continue;
		r = put_in(edit, &old->v[i], &new->v[from], k - from);
		from = k + 1;
		i++;
	}
	return r;
}

static void mark_out(const struct piece *old, const struct piece *new)
{
	size_t k = 0;

	for (size_t i = 0; i < old->n; i++) {
		old->v[i].out = k == new->n || !is_same(&old->v[i], &new->v[k]);
		k += !old->v[i].out;
	}
}

int edit_compare(const char *old, size_t old_size, const char *new, size_t new_size, struct edit *ret)
{
	_cleanup_(edit_free) struct edit edit = { 0 }, other = { 0 };
	struct piece a, b, nothing = { 0 };
	int r = edit_open(old, old_size, &edit);

	if (r == 0)
		r = edit_open(new, new_size, &other);
	if (r < 0)
		return r;
	a = (struct piece){ edit.v, edit.n };
	b = (struct piece){ other.v, other.n };
	trim(&a, &b);
	if (is_within(&a, &b)) {
		r = mark_in(&edit, &a, &b);
	} else if (is_within(&b, &a)) {
		mark_out(&a, &b);
	} else {
		mark_out(&a, &nothing);
		r = put_in(&edit, a.v + a.n, b.v, b.n);
	}
	if (r < 0)
		return r;
	*ret = edit;
	edit = (struct edit){ 0 };
	return 0;
}
