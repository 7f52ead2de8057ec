/* SPDX-License-Identifier: GPL-2.0-or-later */
/* wrap: wrap text to the terminal's width, and color it there. */
#include "wrap.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define COLUMNS		80	/* of what is no terminal */
#define COLUMNS_MIN	60	/* less is no use to anybody */

static bool colored;
static unsigned columns = COLUMNS, rows;

unsigned wrap_columns(void)
{
	return columns;
}

unsigned wrap_rows(void)
{
	return rows;
}

static unsigned width(const char *s, size_t n)
{
	unsigned w = 0;

	/* bytes that go on with a character do not count */
	for (size_t i = 0; i < n; i++)
		w += ((unsigned char)s[i] & 0xc0) != 0x80;
	return w;
}

unsigned wrap_width(const char *text)
{
	return width(text, strlen(text));
}

/* One that is longer than a line goes on in the next. Returns the column behind it. */
static unsigned put_word(FILE *f, unsigned column, unsigned indent, const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		bool begins = ((unsigned char)s[i] & 0xc0) != 0x80;

		if (begins && column == columns) {
			fprintf(f, "\n%*s", (int)indent, "");
			column = indent;
		}
		column += begins;
		fputc(s[i], f);
	}
	return column;
}

void wrap_on(FILE *f, unsigned column, unsigned indent, const char *text)
{
	for (bool first = true; *text; first = false) {
		size_t n = strcspn(text, " ");

		if (!first && column + 1 + width(text, n) > columns) {
			fputc('\n', f);
			column = 0;
		} else if (!first) {
			fputc(' ', f);
			column++;
		}
		for (; column < indent; column++)
			fputc(' ', f);
		column = put_word(f, column, indent, text, n);
		text += n + strspn(text + n, " ");
	}
	fputc('\n', f);
}

void wrap_print(FILE *f, const char *label, unsigned indent, const char *text)
{
	const char *line = strrchr(label, '\n');
	unsigned column = wrap_width(line ? line + 1 : label);

	fputs(label, f);
	if (column >= indent) {
		fputc(' ', f);
		column++;
	}
	wrap_on(f, column, indent, text);
}

void wrap_command(FILE *f, const char *label, unsigned indent, const char *command)
{
	fprintf(f, "%-*s%s", (int)indent, label, color(BOLD));
	for (const char *and; indent + wrap_width(command) > columns && (and = strstr(command, " && ")); command = and + 4)
		fprintf(f, "%.*s &&\n%*s", (int)(and - command), command, (int)indent, "");
	fprintf(f, "%s%s\n", command, color(PLAIN));
}

bool wrap_can(FILE *f)
{
	const char *term = getenv("TERM");

	return isatty(fileno(f)) && !(term && strcmp(term, "dumb") == 0);
}

void wrap_open(FILE *f)
{
	const char *no = getenv("NO_COLOR");
	struct winsize size = { 0 };

	colored = wrap_can(f) && !(no && *no);
	/* a serial line has no size: 0 */
	if (ioctl(fileno(f), TIOCGWINSZ, &size) < 0)
		size = (struct winsize){ 0 };
	columns = !size.ws_col ? COLUMNS : size.ws_col < COLUMNS_MIN ? COLUMNS_MIN : size.ws_col;
	rows = size.ws_row;
}

const char *color(enum color c)
{
	static const char *const sequences[] = {
		[RED] = "\033[31m", [YELLOW] = "\033[33m", [GREEN] = "\033[32m", [BOLD] = "\033[1m", [PLAIN] = "\033[0m",
	};

	return colored ? sequences[c] : "";
}
