/* SPDX-License-Identifier: GPL-2.0-or-later */
/* edit: remove lines from a text, and insert others. */
#ifndef TBNET_EDIT_H
#define TBNET_EDIT_H

#include <stdbool.h>
#include <stddef.h>

struct edit_line {
	const char *text;
	size_t size;	/* with its line end, if it has one */
	bool out;	/* is taken out */
	char *in;	/* what is put in before it; NULL: nothing */
};

struct edit {
	struct edit_line *v;	/* v[n] is there, too: the end of the text */
	size_t n;
};

/* Cuts a text, which is to stay where it is, into lines. Returns 0 or -ENOMEM. */
int edit_open(const char *text, size_t size, struct edit *ret);

/* Puts a text in before a line, behind what was put there already. 0 or -ENOMEM. */
int edit_insert(struct edit *edit, size_t line, const char *text);

/* The new text. Returns 0 or -ENOMEM. */
int edit_result(const struct edit *edit, char **ret, size_t *ret_size);

void edit_free(struct edit *edit);

#endif
