/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wrap: wrap text to the terminal's width, and color it there. */
#ifndef TBNET_WRAP_H
#define TBNET_WRAP_H

#include <stdbool.h>
#include <stdio.h>

/* To be called before each output: its width and height, if it is a terminal (80 columns if not), and whether colors
 * are seen there: not if NO_COLOR is set (https://no-color.org) or TERM is dumb. */
void wrap_open(FILE *f);

unsigned wrap_columns(void);

/* 0: not known, or no terminal. */
unsigned wrap_rows(void);

/* Prints the label, and from column INDENT on (or behind a longer label) the text, broken
 * at spaces, and within words that are longer than a line. */
void wrap_print(FILE *f, const char *label, unsigned indent, const char *text);

/* The same where the line has COLUMN columns on it already. */
void wrap_on(FILE *f, unsigned column, unsigned indent, const char *text);

/* A command is to be copied: it is broken behind "&&" alone, where a shell waits for the rest, and else stays whole,
 * however long. */
void wrap_command(FILE *f, const char *label, unsigned indent, const char *command);

/* How many columns a clean text takes, one for each character. */
unsigned wrap_width(const char *text);

/* True if it is a terminal that knows control sequences. */
bool wrap_can(FILE *f);

enum color { RED, YELLOW, GREEN, BOLD, PLAIN };

/* The sequence that begins the color, or "". */
const char *color(enum color c);

#endif
