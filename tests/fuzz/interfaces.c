/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz interfaces: what is added to any text of interfaces(5) is, for ifupdown2, that stanza and nothing else, and
 * removing it gives the text again; a bare stanza gets an MTU, an auto line at most, and nothing else. */
#include "fuzz.h"

#include <errno.h>

#include "ifupdown2/lines.c"
#include "tbnet-interfaces/layout.c"
#include "tbnet-interfaces/revise.c"

#define IFNAME	"en05"

/* The next line of a joined text that is not blank; NULL: none. */
static char *next_line(char **text)
{
	char *line = lines_line(text);

	while (line && !*line)
		line = lines_line(text);
	return line;
}

/* NEW reads as OLD does, with N lines more; the first may be there already. */
static void check_meaning(const char *old, const char *new, const char *const ours[], size_t n, bool all)
{
	char *a = strdup(old), *b = strdup(new), *next_a = a, *next_b = b, *x, *y;
	size_t seen = 0;

	must(a && b);
	join(a);
	join(b);
	x = next_line(&next_a);
	while ((y = next_line(&next_b))) {
		if (x && strcmp(x, y) == 0) {
			x = next_line(&next_a);
			continue;
		}
		seen += !all && seen == 0 && strcmp(y, ours[0]) != 0;
		must(seen < n && strcmp(y, ours[seen]) == 0);
		seen++;
	}
	must(!x && seen == n);
	free(a);
	free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const stanza[] = { "auto " IFNAME, "iface " IFNAME " inet manual", "mtu 65520" };
	static const char *const missing[] = { "auto " IFNAME, "mtu 65520" };
	char *text = fuzz_string(data, size), *added = NULL, *back = NULL, *less = NULL, *whole = NULL;
	size_t n = strlen(text), added_size, back_size, less_size, whole_size;

	if (revise_add(text, n, IFNAME, 65520, &added, &added_size) == 1) {
		must(strlen(added) == added_size);
		check_meaning(text, added, stanza, 3, true);
		must(revise_add(added, added_size, IFNAME, 65520, &back, &back_size) == 0);
		must(revise_remove(added, added_size, IFNAME, &back, &back_size) == 1);
		must(back_size == n && memcmp(back, text, n) == 0);
	}
	must(revise_remove(text, n, IFNAME, &less, &less_size) <= 1);
	if (revise_complete(text, n, IFNAME, 65520, &whole, &whole_size) == 1) {
		must(strlen(whole) == whole_size);
		check_meaning(text, whole, missing, 2, false);
	}
	free(text);
	free(added);
	free(back);
	free(less);
	free(whole);
	return 0;
}
