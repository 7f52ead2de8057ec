/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz remains: whatever a script, a log or sysctl.conf has, it is read to its end, and each is noted once at most. */
#include "fuzz.h"
#include "permitted.h"

#include <fcntl.h>

static const uint8_t *input;
static size_t input_size;

/* Every file has the input. */
#define open(path, flags)	fuzz_file(input, input_size)
#include "tbnet-status/remains.c"
#undef open

int leftovers_find(struct leftovers *ret)
{
	*ret = (struct leftovers){ 0 };
	return 0;
}

void leftovers_free(struct leftovers *l)
{
	(void)l;
}

bool host_usable(const struct host *n, const struct host_port *p)
{
	(void)n;
	(void)p;
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct machine_netdev netdev = { .name = "en05" };
	struct host_port port = { .netdev = &netdev };
	struct host n = { .ports = &port, .n_ports = 1 };

	input = data;
	input_size = size;
	for (int i = 0; i < 2; i++)
		must(look_at_script(&n, "/s") == 0 && look_for_reload(&n, "/r") == 0 && look_at_log(&n, "/l") == 0 && look_at_sysctl(&n) == 0);
	for (int i = 0; i < N_REMAINS; i++) {
		must(n.left[i].n <= 1);
		words_free(&n.left[i]);
	}
	free(n.said_up);
	return 0;
}
