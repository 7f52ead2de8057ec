/* SPDX-License-Identifier: GPL-2.0-or-later */
/* edit: remove lines from a text, and insert others. */
#ifndef TBNET_EDIT_H
#define TBNET_EDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

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

/* Finds the edit that makes NEW of OLD, both as for edit_open(): of pieces that differ, lines that only
 * came or only went, else all of the piece. Returns 0 or -ENOMEM. */
int edit_compare(const char *old, size_t old_size, const char *new, size_t new_size, struct edit *ret);

/* Puts a text in before a line, behind what was put there already. 0 or -ENOMEM. */
int edit_insert(struct edit *edit, size_t line, const char *text);

/* True if anything is taken out or put in. */
bool edit_is_change(const struct edit *edit);

/* The new text. Returns 0 or -ENOMEM. */
int edit_result(const struct edit *edit, char **ret, size_t *ret_size);

void edit_free(struct edit *edit);

/* Prints the change of PATH as a unified diff; DEFUSE: without control characters,
 * for a terminal. Nothing if there is none. Returns 0 or -ENOMEM. */
int diff_edit(FILE *f, const char *path, const struct edit *edit, bool defuse);

#endif
