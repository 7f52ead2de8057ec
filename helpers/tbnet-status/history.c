/* SPDX-License-Identifier: GPL-2.0-or-later */
/* history: tell what changed between the looks of --watch. */
#include "history.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cleanup.h"
#include "wrap.h"

static int add_fact(struct words *facts, const char *id, const char *what)
{
	_cleanup_free_ char *text = NULL;

	if (asprintf(&text, "%s %s", id, what) < 0) {
		text = NULL;
		return -ENOMEM;
	}
	return words_have(facts, text) ? 0 : words_add(facts, text);
}

static int read_facts(const struct view *v, struct words *ret)
{
	int r = 0;

	for (size_t i = 0; i < v->host.n_ports && r == 0; i++)
		if (v->host.ports[i].there)
			r = add_fact(ret, "link", v->host.ports[i].netdev->name);
	for (size_t i = 0; i < v->findings.n && r == 0; i++)
		r = add_fact(ret, v->findings.v[i].check->id, v->findings.v[i].what);
	words_sort(ret);
	return r;
}

/* The oldest goes where there is no room. */
static int add_change(struct history *h, const char *word, const char *fact)
{
	time_t now = time(NULL);
	char when[16] = "";
	struct tm tm;
	char *text;

	if (localtime_r(&now, &tm))
		strftime(when, sizeof(when), "%T", &tm);
	if (asprintf(&text, "%s %s %s", when, word, fact) < 0)
		return -ENOMEM;
	if (h->n == HISTORY_MAX) {
		free(h->changes[0]);
		memmove(h->changes, h->changes + 1, --h->n * sizeof(*h->changes));
	}
	h->changes[h->n++] = text;
	return 0;
}

/* Those of A that B does not have. */
static int add_changes(struct history *h, const char *word, const struct words *a, const struct words *b)
{
	int r = 0;

	for (size_t i = 0; i < a->n && r == 0; i++)
		if (!words_have(b, a->v[i]))
			r = add_change(h, word, a->v[i]);
	return r;
}

int history_note(struct history *h, const struct view *v)
{
	_cleanup_(words_free) struct words facts = { 0 };
	int r = read_facts(v, &facts);

	if (r == 0 && h->begun)
		r = add_changes(h, "over", &h->facts, &facts);
	if (r == 0 && h->begun)
		r = add_changes(h, "now", &facts, &h->facts);
	if (r < 0)
		return r;
	words_free(&h->facts);
	h->facts = facts;
	facts = (struct words){ 0 };
	h->begun = true;
	return 0;
}

void history_print(FILE *f, const struct history *h)
{
	for (size_t i = 0; i < h->n; i++)
		wrap_on(f, 0, 0, h->changes[i]);
}

void history_free(struct history *h)
{
	words_free(&h->facts);
	for (size_t i = 0; i < h->n; i++)
		free(h->changes[i]);
	*h = (struct history){ 0 };
}
