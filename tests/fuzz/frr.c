/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz frr: whatever vtysh prints of any daemon, a neighbor's name and state are fit to be printed, and so are the names of routers and nodes. */
#include "fuzz.h"

#include "process.h"

static char *printed;

/* In the place of vtysh's run */
static int read_printed(const char *const *argv, size_t max, int stop, int64_t deadline, char **ret, char **ret_err)
{
	(void)argv;
	(void)max;
	(void)stop;
	(void)deadline;
	(void)ret_err;
	*ret = printed;
	return 0;
}

#define process_capture read_printed
#include "frr/frr.c"

#include "frr/frrdatabase.h"

static void check(const char *where, const char *name, const char *state, bool up, void *data)
{
	(void)up;
	(void)data;
	must((!*where || text_is_clean(where)) && (!*name || text_is_clean(name)) && (!*state || text_is_clean(state)));
}

static void check_config(const struct frr_config *config)
{
	for (size_t i = 0; i < config->n_routers; i++)
		must((!*config->routers[i].name || text_is_clean(config->routers[i].name)) && config->routers[i].lsp_gen <= 120);
	for (size_t i = 0; i < config->n_interfaces; i++)
		must(text_is_ifname(config->interfaces[i].name) && frr_interface(config, config->interfaces[i].name) == &config->interfaces[i]);
}

static int check_lsp(const struct frr_lsp *lsp, void *data)
{
	(void)data;
	must(text_is_clean(lsp->name));
	for (size_t i = 0; i < lsp->neighbors.n; i++)
		must(strlen(lsp->neighbors.v[i]) < sizeof(lsp->name) && text_is_clean(lsp->neighbors.v[i]));
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	for (enum frr_protocol p = 0; p < FRR_PROTOCOLS; p++) {
		struct frr_look look = { 0 };

		printed = fuzz_string(data, size);
		if (frr_look(p, 0, &look) == 0) {
			frr_each_neighbor(&look, check, NULL);
			check_config(&look.config);
			frr_look_free(&look);
		}
	}
	printed = fuzz_string(data, size);
	frr_database(check_lsp, NULL);
	return 0;
}
