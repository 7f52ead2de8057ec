/* SPDX-License-Identifier: GPL-2.0-or-later */
/* show: the plan, for people to read. */
#include <stdio.h>
#include <unistd.h>

#include "changes.h"
#include "cleanup.h"
#include "edit.h"
#include "files.h"
#include "options.h"
#include "texts.h"
#include "verbs.h"

static void show_head(const struct fabric *fabric)
{
	const struct fabric_node *n = fabric->here;
	char net[TEXTS_NET_SIZE], a[PREFIX_TEXT_SIZE];

	printf("%s: fabric %s, router id", n->name, fabric->name);
	if (n->ip.family)
		printf(" %s", prefix_address(&n->ip, a));
	if (n->ip6.family)
		printf(" %s", prefix_address(&n->ip6, a));
	printf(", NET %s, ports", texts_net(fabric, net));
	for (size_t i = 0; i < n->n_interfaces; i++)
		printf(" %s", n->interfaces[i]);
	putchar('\n');
}

static void show_prefix(const char *key, const struct prefix *p)
{
	char buf[PREFIX_TEXT_SIZE];

	if (p->family)
		printf(" --%s %s", key, prefix_text(p, buf));
}

static void show_node(const struct fabric *fabric, const struct fabric_node *n)
{
	char buf[PREFIX_TEXT_SIZE];

	printf("  pvesh create /cluster/sdn/fabrics/node/%s --node_id %s --protocol openfabric", fabric->name, n->name);
	if (n->ip.family)
		printf(" --ip %s", prefix_address(&n->ip, buf));
	if (n->ip6.family)
		printf(" --ip6 %s", prefix_address(&n->ip6, buf));
	for (size_t i = 0; i < n->n_interfaces; i++)
		printf(" --interfaces name=%s", n->interfaces[i]);
	putchar('\n');
}

static void show_pve(const struct fabric *fabric)
{
	printf("\nProxmox VE's own calls, for the whole cluster:\n  pvesh create /cluster/sdn/fabrics/fabric --id %s --protocol openfabric",
	       fabric->name);
	show_prefix("ip_prefix", &fabric->prefix);
	show_prefix("ip6_prefix", &fabric->prefix6);
	printf(" --hello_interval %u --csnp_interval %u\n", fabric->hello, fabric->csnp);
	for (size_t i = 0; i < fabric->n_nodes; i++)
		show_node(fabric, &fabric->nodes[i]);
	puts("  pvesh set /cluster/sdn");
}

/* Returns the number of files. */
static size_t show_files(const struct changes *changes)
{
	for (size_t i = 0; i < changes->n; i++) {
		_cleanup_(edit_free) struct edit edit = { 0 };
		const struct change *c = &changes->v[i];

		if (edit_compare(c->before.text ? c->before.text : "", c->before.size, c->after.text, c->after.size, &edit) < 0)
			continue;
		putchar('\n');
		diff_edit(stdout, c->path, &edit, isatty(STDOUT_FILENO));
	}
	return changes->n;
}

int verb_plan(const struct fabric *fabric, struct nl_sock *sock)
{
	_cleanup_(changes_free) struct changes changes = { 0 };
	int r = apply_collect(fabric, sock, &changes);

	if (r != EXIT_DONE)
		return r;
	show_head(fabric);
	if (!files_have_frr())
		log_plain(LOG_WARNING, "FRR is not installed; before apply: " FILES_FRR_NEXT);
	if (files_on_pve())
		show_pve(fabric);
	if (!show_files(&changes))
		puts("\nnothing to change in files");
	return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}
