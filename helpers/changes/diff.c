/* SPDX-License-Identifier: GPL-2.0-or-later */
/* diff: print an edit as a unified diff (see edit.h). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "edit.h"
#include "text.h"

#define CONTEXT	3	/* lines, as diff -u and patch have it */

struct diff_line {
	char sign;	/* ' ', '-' or '+' */
	const char *text;
	size_t size;
};

struct diff {
	struct diff_line *v;
	size_t n;
};

static void add(struct diff *diff, char sign, const char *text, size_t size)
{
	diff->v[diff->n++] = (struct diff_line){ sign, text, size };
}

static void add_in(struct diff *diff, const char *text)
{
	while (text && *text) {
		size_t n = strcspn(text, "\n");

		n += text[n] == '\n';
		add(diff, '+', text, n);
		text += n;
	}
}

/* Of lines that follow each other those that go come first, as diff(1) has them. */
static int list(const struct edit *edit, struct diff *diff)
{
	size_t room = edit->n, from = 0;

	for (size_t i = 0; i <= edit->n; i++)
		for (const char *p = edit->v[i].in; p && *p; p++)
			room += *p == '\n' || !p[1];
	diff->v = calloc(room + 1, sizeof(*diff->v));
	if (!diff->v)
		return -1;
	for (size_t i = 0; i <= edit->n; i++) {
		if (i < edit->n && edit->v[i].out) {
			add(diff, '-', edit->v[i].text, edit->v[i].size);
			continue;
		}
		for (; from <= i; from++)
			add_in(diff, edit->v[from].in);
		if (i < edit->n)
			add(diff, ' ', edit->v[i].text, edit->v[i].size);
	}
	return 0;
}

/* A tab may stay: it moves the cursor, but hides nothing. */
static void print_defused(FILE *f, const char *text, size_t n)
{
	_cleanup_free_ char *copy = malloc(n + 1);

	for (size_t i = 0; copy && i < n; i++)
		copy[i] = text[i] == '\0' ? '?' : text[i];
	if (!copy)
		return;
	copy[n] = '\0';
	for (char *next = copy, *p; (p = strsep(&next, "\t"));) {
		text_defuse(p);
		fprintf(f, "%s%s", p, next ? "\t" : "");
	}
}

static void print_line(FILE *f, const struct diff_line *line, bool defuse)
{
	bool ended = line->text[line->size - 1] == '\n';

	fputc(line->sign, f);
	if (defuse)
		print_defused(f, line->text, line->size - ended);
	else
		fwrite(line->text, 1, line->size - ended, f);
	fputs(ended ? "\n" : "\n\\ No newline at end of file\n", f);
}

/* "12,3"; of no lines, those are behind line START - 1. */
static void print_range(FILE *f, size_t start, size_t n)
{
	fprintf(f, n == 1 ? "%zu" : "%zu,%zu", n ? start : start - 1, n);
}

static void print_hunk(FILE *f, const struct diff *diff, size_t from, size_t to, bool defuse)
{
	size_t old = 1, new = 1, n_old = 0, n_new = 0;

	for (size_t i = 0; i < to; i++) {
		size_t *o = i < from ? &old : &n_old, *n = i < from ? &new : &n_new;

		*o += diff->v[i].sign != '+';
		*n += diff->v[i].sign != '-';
	}
	fputs("@@ -", f);
	print_range(f, old, n_old);
	fputs(" +", f);
	print_range(f, new, n_new);
	fputs(" @@\n", f);
	for (size_t i = from; i < to; i++)
		print_line(f, &diff->v[i], defuse);
}

/* The end of the hunk that a changed line at i is in: behind it no change for twice the context. */
static size_t hunk_end(const struct diff *diff, size_t i)
{
	size_t last = i;

	for (; i < diff->n && i - last <= 2 * (size_t)CONTEXT; i++)
		if (diff->v[i].sign != ' ')
			last = i;
	return last + 1 + CONTEXT < diff->n ? last + 1 + CONTEXT : diff->n;
}

int diff_edit(FILE *f, const char *path, const struct edit *edit, bool defuse)
{
	struct diff diff = { 0 };

	if (!edit_is_change(edit))
		return 0;
	if (list(edit, &diff) < 0)
		return -ENOMEM;
	fprintf(f, "--- %s\n+++ %s\n", path, path);
	for (size_t i = 0; i < diff.n; i++) {
		size_t end;

		if (diff.v[i].sign == ' ')
			continue;
		end = hunk_end(&diff, i);
		print_hunk(f, &diff, i > CONTEXT ? i - CONTEXT : 0, end, defuse);
		i = end - 1;
	}
	free(diff.v);
	return 0;
}
