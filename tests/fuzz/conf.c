/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz conf: a line of /etc/tbnet.conf sets a clean TBNET_ variable that was not set, or nothing. */
#include "fuzz.h"

#include "lib/conf.c"

static void check_environment(void)
{
	for (char **e = environ; *e; e++)
		must(strcmp(*e, "TBNET_MTU=1500") == 0 || strcmp(*e, "PATH=/bin") == 0 ||
		     (strncmp(*e, "TBNET_", 6) == 0 && strncmp(*e, "TBNET_MTU=", 10) != 0 &&
		      (text_is_clean(*e) && strchr(*e, '='))));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = fuzz_string(data, size), *next = text, **before;
	unsigned n = 0;

	log_set_level("err");
	clearenv();
	must(setenv("PATH", "/bin", 1) == 0 && setenv("TBNET_MTU", "1500", 1) == 0);
	before = environment();
	must(before);
	while (next) {
		char *line = strsep(&next, "\n"), *copy = NULL;

		must(asprintf(&copy, "%s%s", line, next ? "\n" : "") >= 0);	/* as getline() has it */
		must(load_line(copy, ++n, before) == 0);
		free(copy);
	}
	check_environment();
	free(before);
	free(text);
	clearenv();
	return 0;
}
