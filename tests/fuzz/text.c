/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz text: what counts as clean has no control characters, and defused text is clean. */
#include "fuzz.h"

#include <errno.h>
#include <net/if.h>

#include "text.h"

/* Another way to the same verdict, byte by byte: C0, DEL, C1 (as UTF-8), what UTF-8 never has, and
 * the marks that turn the direction of writing. */
static int has_bad_byte(const char *text)
{
	for (const unsigned char *s = (const unsigned char *)text; *s; s++)
		if (strncmp((const char *)s, "\xd8\x9c", 2) == 0 ||
		    (s[0] == 0xe2 && s[1] == 0x80 && (s[2] == 0x8e || s[2] == 0x8f || (s[2] >= 0xa8 && s[2] <= 0xae))) ||
		    (s[0] == 0xe2 && s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9) || *s < 0x20 || *s == 0x7f || (*s == 0xc2 && s[1] < 0xa0) || *s == 0xc0 || *s == 0xc1 || *s > 0xf4)
			return 1;
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size), *defused = fuzz_string(data, size);
	unsigned n = 4711;

	must(!text_is_clean(s) || (*s && !has_bad_byte(s)));
	must(!text_is_ifname(s) || (text_is_clean(s) && strlen(s) < IFNAMSIZ && !strpbrk(s, "/: ")));

	text_defuse(defused);
	must(strlen(defused) == strlen(s));
	must(!*defused || text_is_clean(defused));
	must(!text_is_clean(s) || strcmp(s, defused) == 0);

	if (text_to_uint(s, 68, 65522, &n) == 0)
		must(n >= 68 && n <= 65522 && strspn(s, "0123456789") == strlen(s) && strtoull(s, NULL, 10) == n);
	else
		must(n == 4711);
	n = 4711;
	if (text_to_seconds(s, 60, 86400, &n) == 0)
		must(n >= 60 && n <= 86400 && strspn(s, "0123456789 acdehimnorstuy") == strlen(s) && strpbrk(s, "0123456789"));
	else
		must(n == 4711);
	if (*s && strspn(s, "0123456789") == strlen(s))
		must((text_to_seconds(s, 60, 86400, &n) == 0) == (text_to_uint(s, 60, 86400, &n) == 0));
	free(s);
	free(defused);
	return 0;
}
