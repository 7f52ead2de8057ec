/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pages: print the page of --explain for a situation: its checks, as this node has them or as examples. */
#ifndef TBNET_PAGES_H
#define TBNET_PAGES_H

#include <stddef.h>
#include <stdio.h>

struct findings;

struct page {
	const char *id;
	const char *title;	/* what people see; the manual page lists it, too */
	const char *does;	/* what tbnet does about it */
	const char *sure;	/* how to make sure that it is over */
};

extern const struct page pages[];
extern const size_t n_pages;

/* "F12" or "f12"; NULL: there is no such page. */
const struct page *page_find(const char *id);

/* With FOUND what was found here; without (NULL), examples alone. Returns 0 or -ENOMEM. */
int page_print(FILE *f, const struct page *page, const struct findings *found);

#endif
