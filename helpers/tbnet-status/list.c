/* SPDX-License-Identifier: GPL-2.0-or-later */
/* list: for the build: copy the manual page from stdin, and replace @SITUATIONS@ by the list of situations. */
#include <string.h>

#include "pages.h"

/* Characters with a meaning in scdoc(5). */
static void put_escaped(const char *s)
{
	for (; *s; s++) {
		if (strchr("*_\\", *s))
			putchar('\\');
		putchar(*s);
	}
}

static void put_list(void)
{
	for (size_t i = 0; i < n_pages; i++) {
		printf("*%s*\n\t", pages[i].id);
		put_escaped(pages[i].title);
		putchar('\n');
	}
}

int main(void)
{
	char line[1024];

	while (fgets(line, sizeof(line), stdin))
		if (strcmp(line, "@SITUATIONS@\n") == 0)
			put_list();
		else
			fputs(line, stdout);
	return ferror(stdin) || fflush(stdout) != 0;
}
