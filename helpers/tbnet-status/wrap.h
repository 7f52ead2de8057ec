/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wrap: text in 80 columns, and colour where it is seen. */
#ifndef TBNET_WRAP_H
#define TBNET_WRAP_H

#include <stdbool.h>
#include <stdio.h>

#define COLUMNS	80

/* Prints the label, and from column INDENT on (or behind a longer label) the text, broken
 * at spaces, and within words that are longer than a line. */
void wrap_print(FILE *f, const char *label, unsigned indent, const char *text);

/* The same where the line has COLUMN columns on it already. */
void wrap_on(FILE *f, unsigned column, unsigned indent, const char *text);

/* How many columns a clean text takes, one for each character. */
unsigned wrap_width(const char *text);

/* True if it is a terminal that knows control sequences. */
bool wrap_can(FILE *f);

enum colour { RED, YELLOW, GREEN, BOLD, PLAIN };

/* To be called once: colours are used on a terminal, unless NO_COLOR is set
 * (https://no-color.org) or TERM is dumb. */
void colour_open(FILE *f);

/* The sequence that begins the colour, or "". */
const char *colour(enum colour c);

#endif
