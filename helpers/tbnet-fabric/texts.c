/* SPDX-License-Identifier: GPL-2.0-or-later */
/* texts: write the fabric in the syntax of ifupdown2 and FRR, as Proxmox VE does.
 *
 * The names of the lists and maps are its own, too: what differs between a node with
 * Proxmox VE and one without is then only what they must differ in. */
#include "texts.h"

const char *texts_net(const struct fabric *fabric, char buf[TEXTS_NET_SIZE])
{
	const struct fabric_node *n = fabric->here;
	const unsigned char *b = n->ip.family ? n->ip.bytes : n->ip6.bytes;

	if (n->ip.family)	/* 010.100.000.012 */
		snprintf(buf, TEXTS_NET_SIZE, "49.0001.%03u%u.%02u%02u.%u%03u.00", b[0], b[1] / 100U, b[1] % 100U,
			 b[2] / 10U, b[2] % 10U, b[3]);
	else			/* the last three groups */
		snprintf(buf, TEXTS_NET_SIZE, "49.0001.%02x%02x.%02x%02x.%02x%02x.00", b[10], b[11], b[12], b[13], b[14], b[15]);
	return buf;
}

static void stanza(FILE *f, const char *name, const char *type, const struct fabric_node *n, unsigned mtu)
{
	char buf[PREFIX_TEXT_SIZE];

	fprintf(f, "\nauto %s\n", name);
	if (n->ip.family)
		fprintf(f, "iface %s inet static\n\taddress %s/32\n%s\tip-forward 1\n", name, prefix_address(&n->ip, buf), type);
	if (n->ip6.family)
		fprintf(f, "iface %s inet6 static\n\taddress %s/128\n%s\tip6-forward 1\n", name, prefix_address(&n->ip6, buf),
			n->ip.family ? "" : type);
	if (mtu)
		fprintf(f, "\tmtu %u\n", mtu);
}

void texts_stanzas(FILE *f, const struct fabric *fabric, unsigned mtu)
{
	const struct fabric_node *n = fabric->here;

	fprintf(f, "# Written by tbnet-fabric(8): the fabric %s of TBNET_FABRIC* in /etc/tbnet.conf.\n", fabric->name);
	stanza(f, fabric->dummy, "\tlink-type dummy\n", n, 0);
	for (size_t i = 0; i < n->n_interfaces; i++)
		stanza(f, n->interfaces[i], "", n, mtu);
}

static void interface(FILE *f, const struct fabric *fabric, const char *name)
{
	fprintf(f, "!\ninterface %s\n", name);
	if (fabric->here->ip.family)
		fprintf(f, " ip router openfabric %s\n", fabric->name);
	if (fabric->here->ip6.family)
		fprintf(f, " ipv6 router openfabric %s\n", fabric->name);
}

/* Of what goes to a router id, the source is ours, and only router ids are taken. */
static void lists(FILE *f, const struct fabric *fabric)
{
	const struct fabric_node *n = fabric->here;
	char buf[PREFIX_TEXT_SIZE];
	unsigned sequence = 100;

	if (n->ip6.family)
		fprintf(f, "!\nipv6 access-list pve_openfabric_%s_ip6s permit %s\n", fabric->name, prefix_text(&fabric->prefix6, buf));
	if (n->ip.family) {
		fprintf(f, "!\naccess-list pve_openfabric_%s_ips permit %s\n", fabric->name, prefix_text(&fabric->prefix, buf));
		fprintf(f, "!\nroute-map pve_openfabric permit %u\n match ip address pve_openfabric_%s_ips\n set src %s\nexit\n",
			sequence, fabric->name, prefix_address(&n->ip, buf));
		sequence += 10;
	}
	if (n->ip6.family)
		fprintf(f, "!\nroute-map pve_openfabric6 permit %u\n match ipv6 address pve_openfabric_%s_ip6s\n set src %s\nexit\n",
			sequence, fabric->name, prefix_address(&n->ip6, buf));
	if (n->ip.family)
		fputs("!\nip protocol openfabric route-map pve_openfabric\n", f);
	if (n->ip6.family)
		fputs("!\nipv6 protocol openfabric route-map pve_openfabric6\n", f);
}

/* Each session that fabricd can make, with the timers that it has no word for: bfdd takes them from a session of the same
 * addresses and port. Of IPv6 fabricd takes link-local addresses, which nobody knows before: bfdd's own timers remain. */
static void peers(FILE *f, const struct fabric *fabric, const char *no)
{
	char id[PREFIX_TEXT_SIZE], other[PREFIX_TEXT_SIZE];
	const struct fabric_node *here = fabric->here;

	for (const struct fabric_node *n = fabric->nodes; n < fabric->nodes + fabric->n_nodes; n++) {
		if (n == here)
			continue;
		for (size_t i = 0; i < here->n_interfaces; i++) {
			fprintf(f, " %speer %s local-address %s interface %s\n", no, prefix_address(&n->ip, other), prefix_address(&here->ip, id),
				here->interfaces[i]);
			if (!*no)
				fprintf(f, "  detect-multiplier %d\n  receive-interval %d\n  transmit-interval %d\n", FABRIC_BFD_MULTIPLIER,
					FABRIC_BFD_MS, FABRIC_BFD_MS);
		}
	}
}

static void bfd(FILE *f, const struct fabric *fabric, const char *no)
{
	if (!fabric_has_timers(fabric))
		return;
	fputs("bfd\n", f);
	peers(f, fabric, no);
	fputs("exit\n", f);
}

static void watched(FILE *f, const struct fabric *fabric)
{
	if (fabric->bfd)
		fputs(" openfabric bfd\n", f);
}

/* md5: HMAC-MD5 of each hello, which does not show the secret. */
static void password(FILE *f, const struct fabric *fabric)
{
	if (*fabric->secret)
		fprintf(f, " openfabric password md5 %s\n", fabric->secret);
}

/* The same of what nodes tell of themselves, and of the lists of that. */
static void domain_password(FILE *f, const struct fabric *fabric)
{
	if (*fabric->secret)
		fprintf(f, " domain-password md5 %s authenticate snp validate\n", fabric->secret);
}

void texts_frr(FILE *f, const struct fabric *fabric)
{
	const struct fabric_node *n = fabric->here;
	char net[TEXTS_NET_SIZE];

	fprintf(f, "!\nrouter openfabric %s\n net %s\n lsp-gen-interval %d\n", fabric->name, texts_net(fabric, net), FABRIC_LSP_GEN);
	domain_password(f, fabric);
	fputs("exit\n", f);
	interface(f, fabric, fabric->dummy);
	fputs(" openfabric passive\nexit\n", f);
	for (size_t i = 0; i < n->n_interfaces; i++) {
		interface(f, fabric, n->interfaces[i]);
		fprintf(f, " openfabric hello-interval %u\n openfabric csnp-interval %u\n", fabric->hello, fabric->csnp);
		watched(f, fabric);
		password(f, fabric);
		fputs("exit\n", f);
	}
	lists(f, fabric);
	if (fabric_has_timers(fabric))
		fputs("!\n", f);
	bfd(f, fabric, "");
}

void texts_frr_local(FILE *f, const struct fabric *fabric)
{
	for (size_t i = 0; i < fabric->here->n_interfaces && (fabric->bfd || *fabric->secret); i++) {
		fprintf(f, "interface %s\n", fabric->here->interfaces[i]);
		watched(f, fabric);
		password(f, fabric);
		fputs("exit\n", f);
	}
	fprintf(f, "router openfabric %s\n lsp-gen-interval %d\n", fabric->name, FABRIC_LSP_GEN);
	domain_password(f, fabric);
	/* pve-network drops what is in no block that it knows: bfd goes with the router's, to which it is as good as any */
	if (fabric_has_timers(fabric))
		bfd(f, fabric, "");
	else
		fputs("exit\n", f);
}

/* "no openfabric bfd" first: without it fabricd would take sessions that go for neighbors that have gone. */
static void no_watch(FILE *f, const struct fabric *fabric)
{
	for (size_t i = 0; i < fabric->here->n_interfaces; i++)
		fprintf(f, "interface %s\n no openfabric bfd\nexit\n", fabric->here->interfaces[i]);
}

void texts_frr_no_bfd(FILE *f, const struct fabric *fabric)
{
	no_watch(f, fabric);
	bfd(f, fabric, "no ");
}

void texts_frr_forget(FILE *f, const struct fabric *fabric)
{
	no_watch(f, fabric);
	fprintf(f, "router openfabric %s\n no lsp-gen-interval\nexit\n", fabric->name);
	bfd(f, fabric, "no ");
	if (*fabric->secret)
		texts_frr_no_secret(f, fabric);
}

void texts_frr_no_secret(FILE *f, const struct fabric *fabric)
{
	for (size_t i = 0; i < fabric->here->n_interfaces; i++)
		fprintf(f, "interface %s\n no openfabric password\nexit\n", fabric->here->interfaces[i]);
	fprintf(f, "router openfabric %s\n no domain-password\nexit\n", fabric->name);
}
