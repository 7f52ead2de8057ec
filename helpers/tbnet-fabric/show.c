/* SPDX-License-Identifier: GPL-2.0-or-later */
/* show: the plan, for people to read. */
#include <stdio.h>
#include <unistd.h>

#include "conf.h"
#include "options.h"
#include "survey.h"
#include "texts.h"
#include "verbs.h"

#define PVESH	"/usr/bin/pvesh"

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
	puts("\n/etc/frr/frr.conf.local, on each node:");
	texts_frr_local(stdout, fabric);
}

static void show_debian(const struct fabric *fabric, unsigned mtu)
{
	puts("\n/etc/network/interfaces.d/tbnet-fabric:");
	texts_stanzas(stdout, fabric, mtu);
	puts("\n/etc/frr/daemons:\nfabricd=yes");
	puts("\n/etc/frr/frr.conf:");
	texts_frr(stdout, fabric);
}

int verb_plan(const struct fabric *fabric, struct nl_sock *sock)
{
	unsigned mtu;

	if (conf_number("TBNET_MTU", MTU_MIN, MTU_MAX, MTU_DEFAULT, &mtu) < 0 || survey_check(sock, fabric) < 0)
		return EXIT_USAGE;
	show_head(fabric);
	if (access(PVESH, X_OK) == 0)
		show_pve(fabric);
	else
		show_debian(fabric, mtu);
	return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}
