/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz scrub: whatever stands around a name, an address or an id, it is not in the text afterwards; and the same text gives the same. */
#include "fuzz.h"

#include <ctype.h>

#include "../../helpers/tbnet-report/scrub.c"

/* Without what may be part of any of them, so that they end there. */
static char *around(const uint8_t *data, size_t size)
{
	char *s = fuzz_string(data, size);

	for (char *c = s; *c; c++)
		if (isalnum((unsigned char)*c) || strchr(".:-", *c) || (unsigned char)*c >= 0x80)
			*c = strchr(".:-", *c) ? ' ' : *c;
	return s;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const telling[] = {
		"geheim7", "203.0.113.77", "10.73.61.11", "2001:db8:77:1:9c6b:ff:fe12:3405", "9c:6b:00:12:34:05", "8badf00d-1234-4abc-9def-123456789abc",
	};
	struct scrub s = { 0 }, again = { 0 };
	size_t half = size / 2;
	char *before = around(data, half), *behind = around(data + half, size - half), *any = fuzz_string(data, size);

	must(scrub_add_host(&s, "geheim7") == 0 && scrub_add_host(&again, "geheim7") == 0);
	must(scrub_find_hosts(&s, any) == 0 && scrub_find_hosts(&again, any) == 0);
	for (size_t i = 0; i < sizeof(telling) / sizeof(*telling); i++) {
		char *text, *one, *two;

		must(asprintf(&text, "%s %s %s", before, telling[i], behind) >= 0);
		one = scrub_text(&s, text);
		two = scrub_text(&again, text);
		must(one && two && strcmp(one, two) == 0);
		must(!strstr(one, telling[i]) || strstr(before, telling[i]) || strstr(behind, telling[i]));
		free(text);
		free(one);
		free(two);
	}
	free(scrub_text(&s, any));
	scrub_free(&s);
	scrub_free(&again);
	free(before);
	free(behind);
	free(any);
	return 0;
}
