/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz frr: whatever vtysh prints, a neighbour's name and state are fit to be printed. */
#include "fuzz.h"

#include "process.h"

static char *printed;

/* In the place of vtysh's run */
static int read_printed(const char *const *argv, size_t max, int64_t deadline, char **ret)
{
	(void)argv;
	(void)max;
	(void)deadline;
	*ret = printed;
	return 0;
}

#define process_read read_printed
#include "frr/frr.c"

static void check(const char *ifname, const char *name, const char *state, void *data)
{
	(void)ifname;
	(void)data;
	must((!*name || text_is_clean(name)) && (!*state || text_is_clean(state)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct frr_look look = { 0 };

	printed = fuzz_string(data, size);
	if (frr_look(&look) == 0) {
		frr_each_neighbour(&look, check, NULL);
		frr_has_line(look.config, "lsp-gen-interval 1");
		frr_look_free(&look);
	}
	return 0;
}
