/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pages: print the page of --explain for a situation. */
#include "pages.h"

#include <string.h>
#include <strings.h>

#include "findings.h"
#include "wrap.h"

#define LABEL	7	/* columns of what stands in front */

const struct page *page_find(const char *id)
{
	for (size_t i = 0; i < n_pages; i++)
		if (strcasecmp(id, pages[i].id) == 0)
			return &pages[i];
	return NULL;
}

static void print_finding(FILE *f, const struct finding *x, const char *label)
{
	fputc('\n', f);
	wrap_print(f, label, LABEL, x->what);
	wrap_print(f, "why", LABEL, x->why);
	wrap_command(f, "next", LABEL, x->next);
	if (*x->then)
		wrap_print(f, "then", LABEL, x->then);
}

/* Prints this check's findings on this node; returns how many. */
static size_t print_found(FILE *f, const struct check *check, const struct findings *found)
{
	size_t n = 0;

	for (size_t i = 0; found && i < found->n; i++)
		if (found->v[i].check == check) {
			print_finding(f, &found->v[i], "HERE");
			n++;
		}
	return n;
}

int page_print(FILE *f, const struct page *page, const struct findings *found)
{
	wrap_print(f, page->id, LABEL, page->title);
	for (size_t i = 0; i < n_checks; i++) {
		struct finding x;
		int r;

		if (strcmp(checks[i].id, page->id) != 0 || print_found(f, &checks[i], found))
			continue;
		r = finding_example(&checks[i], &x);
		if (r < 0)
			return r;
		print_finding(f, &x, "e.g.");
		finding_free(&x);
	}
	fputc('\n', f);
	wrap_print(f, "tbnet", LABEL, page->does);
	wrap_print(f, "sure", LABEL, page->sure);
	return 0;
}
