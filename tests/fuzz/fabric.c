/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fuzz fabric: of any description, what is accepted has names and addresses that FRR's files, ifupdown2's and Proxmox
 * VE's API can hold, and the files made of it have no line that it brought along. */
#include "fuzz.h"

#include "fabric/fabric.c"
#include "text.h"
#include "texts.h"

static void check_node(const struct fabric_node *n)
{
	must(fabric_is_id(n->name, 1, sizeof(n->name) - 1));
	must(n->ip.family == 0 || n->ip.family == AF_INET);
	must(n->ip6.family == 0 || n->ip6.family == AF_INET6);
	must(n->ip.family || n->ip6.family);
	must(n->n_interfaces <= FABRIC_INTERFACES);
	for (size_t i = 0; i < n->n_interfaces; i++)
		must(text_is_ifname(n->interfaces[i]));
}

static void check_texts(const struct fabric *f)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	must(out);
	texts_frr(out, f);
	texts_stanzas(out, f, 65520);
	must(fclose(out) == 0 && strlen(text) == size);
	for (const char *p = text; *p; p++)
		must(*p == '\n' || *p == '\t' || (*p >= ' ' && *p <= '~'));
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const keys[] = { "TBNET_FABRIC_NODES", "TBNET_FABRIC_PREFIX", "TBNET_FABRIC_PREFIX6", "TBNET_FABRIC",
		"TBNET_FABRIC_INTERFACES", "TBNET_FABRIC_HELLO", "TBNET_FABRIC_CSNP" };
	char *text = fuzz_string(data, size), *rest = text;
	struct fabric *f = calloc(1, sizeof(*f));

	must(f);
	clearenv();
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys) && rest; i++) {
		const char *value = strsep(&rest, "\n");

		must(!*value || setenv(keys[i], value, 1) == 0);
	}
	must(setenv("TBNET_FABRIC_NODE", "n1", 1) == 0);
	if (fabric_read(f) == 0) {
		must(f->n_nodes <= FABRIC_NODES && strlen(f->name) < sizeof(f->name));
		for (size_t i = 0; i < f->n_nodes; i++)
			check_node(&f->nodes[i]);
		if (f->here)
			check_texts(f);
	}
	free(f);
	free(text);
	clearenv();
	return 0;
}
