/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz conf: whatever /etc/tbnet.conf has, each setting is in its range or is its default, the messages are clean, and the
 * environment wins. */
#include "fuzz.h"

#include "file.h"

static int input = -1;

/* In place of the file. */
static int fuzz_read(const char *path, char **ret, size_t *ret_size);
#define file_read fuzz_read
#include "lib/conf.c"
#undef file_read

static int fuzz_read(const char *path, char **ret, size_t *ret_size)
{
	char name[40];

	must(strcmp(path, CONF_FILE) == 0);
	snprintf(name, sizeof(name), "/proc/self/fd/%d", input);
	return file_read(name, ret, ret_size);
}

static void check_values(void)
{
	for (int i = 0; i < CONF_COUNT; i++) {
		enum conf key = (enum conf)i;

		must(!*conf_text(key) || text_is_clean(conf_text(key)));
		if (settings[i].type == NUMBER || settings[i].type == TIME)
			must(conf_number(key) >= settings[i].min && conf_number(key) <= settings[i].max);
	}
	must(conf_number(CONF_MTU) == 1500 && conf_number(CONF_ATTEMPTS) == 5);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned n = 0;

	clearenv();
	must(setenv("PATH", "/bin", 1) == 0 && setenv("TBNET_MTU", "1500", 1) == 0 && setenv("TBNET_ATTEMPTS", "101", 1) == 0);
	input = fuzz_file(data, size);
	conf_read();
	close(input);
	check_values();
	while (conf_problem(n))
		must(text_is_clean(conf_problem(n++)));
	must(n >= 1 && n <= PROBLEMS + 1);	/* that of the environment */
	memset(values, 0, sizeof(values));
	free(TAKE(file));
	while (n_problems) {
		n_problems--;
		if (n_problems <= PROBLEMS)
			free(TAKE(problems[n_problems]));
	}
	return 0;
}
