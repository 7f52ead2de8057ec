/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pages: what --explain prints of a situation. */
#ifndef TBNET_PAGES_H
#define TBNET_PAGES_H

struct page {
	const char *id;
	const char *see;	/* what people see */
	const char *cause;
	const char *does;	/* what tbnet does about it */
	const char *next;	/* what is left to do */
};

/* "F12" or "f12"; NULL: there is no such page. */
const struct page *page_find(const char *id);

/* In their order; NULL after the last. */
const struct page *page_at(unsigned n);

void page_print(const struct page *page);

#endif
