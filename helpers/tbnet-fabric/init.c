/* SPDX-License-Identifier: GPL-2.0-or-later */
/* init: make a fabric from cables: find nodes and router ids, ask, and apply. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "conf.h"
#include "files.h"
#include "ids.h"
#include "link.h"
#include "lock.h"
#include "members.h"
#include "node.h"
#include "options.h"
#include "pve.h"
#include "secret.h"
#include "text.h"
#include "verbs.h"

#define LOCK	"/run/tbnet/fabric-init.lock"

enum { OPTION_PREFIX = 1, OPTION_PREFIX6 = 2, OPTION_NODES = 3, OPTION_NODE = 7 };	/* of FABRIC_OPTIONS */

static int set_prefixes(char *const words[], size_t n)
{
	bool six = false, four = false;
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++) {
		bool *seen = strchr(words[i], ':') ? &six : &four;

		if (*seen)
			return refuse("init: two %s prefixes", seen == &six ? "IPv6" : "IPv4");
		*seen = true;
		r = fabric_set_option(seen == &six ? OPTION_PREFIX6 : OPTION_PREFIX, words[i]);
	}
	return r;
}

static void print_id(FILE *f, const struct prefix *id, char separator)
{
	char buf[PREFIX_TEXT_SIZE];

	if (id->family)
		fprintf(f, "%c%s", separator, prefix_address(id, buf));
}

/* "n1=10.100.0.1,en05,en06 n2=10.100.0.2,en05": ports that are not known are those of TBNET_FABRIC_INTERFACES. The
 * setting is TEXT, to be freed by the caller at the end. */
static int set_nodes(const struct members *m, char **text)
{
	size_t size = 0;
	FILE *f = open_memstream(text, &size);

	if (!f)
		return -ENOMEM;
	for (size_t i = 0; i < m->n; i++) {
		fprintf(f, "%s%s", i ? " " : "", m->v[i].name);
		print_id(f, &m->v[i].ip, '=');
		print_id(f, &m->v[i].ip6, m->v[i].ip.family ? ',' : '=');
		for (size_t k = 0; k < m->v[i].n_cables; k++)
			fprintf(f, ",%s", m->v[i].cables[k].port);
	}
	return text_finish(f, text) < 0 ? -ENOMEM : fabric_set_option(OPTION_NODES, *text);
}

/* The mesh as far as this node sees it. */
static void draw(const struct members *m, const struct fabric *fabric, bool kept)
{
	char a[PREFIX_TEXT_SIZE];

	for (size_t i = 0; i < m->n; i++) {
		const struct fabric_node *node = &fabric->nodes[i];

		printf("%-12s %-16s", m->v[i].name, prefix_address(node->ip.family ? &node->ip : &node->ip6, a));
		for (size_t k = 0; k < node->n_interfaces; k++) {
			const char *peer = k < m->v[i].n_cables ? m->v[i].cables[k].peer : "";

			printf(*peer ? " --%s-- %s" : " --%s--", node->interfaces[k], peer);
		}
		putchar('\n');
	}
	puts(kept ? "router ids of the OpenFabric that runs stay\n" : "");
}

static int print_settings(const struct fabric *fabric)
{
	fabric_set_option(OPTION_NODE, "");	/* this one's alone */
	puts("# for /etc/tbnet.conf of every node, then on each: tbnet-fabric apply");
	fabric_write_options(stdout, fabric);
	return options_printed(EXIT_DONE);
}

/* init makes a fabric, and changes none. */
static int check_new(const struct fabric *fabric)
{
	_cleanup_(pve_free) struct pve pve = { 0 };
	int r = pve_read(fabric, &pve);

	if (r == 0 && pve_find(pve.fabrics, "id", fabric->name))
		r = refuse("Proxmox VE already has a fabric %s: use another --name, or change it with TBNET_FABRIC_NODES in " CONF_FILE " and tbnet-fabric plan", fabric->name);
	return r;
}

static bool says_yes(size_t n)
{
	_cleanup_free_ char *line = NULL;
	size_t size = 0;

	printf("\nMake this fabric, on all %zu nodes? [y/N] ", n);
	fflush(stdout);
	if (getline(&line, &size, stdin) < 0)
		return false;
	line[strcspn(line, "\r\n")] = '\0';
	return strcasecmp(line, "y") == 0 || strcasecmp(line, "yes") == 0;
}

/* Which of the ports are there, a bit each. */
static unsigned ports_there(const struct fabric *fabric, struct nl_sock *sock)
{
	const struct fabric_node *here = fabric->here;
	unsigned there = 0;
	struct link link;

	for (size_t i = 0; here && i < here->n_interfaces; i++)
		there |= (unsigned)(link_get(sock, 0, here->interfaces[i], &link) == 0) << i;
	return there;
}

/* Undoes what was made before something failed. If the cluster runs the fabric, only a node is behind, and a message has said so. */
static void take_back(const struct fabric *fabric, struct nl_sock *sock)
{
	_cleanup_(pvesh_free) struct pvesh_calls calls = { 0 };
	_cleanup_(pve_free) struct pve pve = { 0 };
	int r = pve_read(fabric, &pve);

	if (r == 0 && pve_find(pve.running, "id", fabric->name))
		return;
	if (r == 0)
		r = pve_deletions(fabric, &pve, &calls);
	/* the last one would apply what was never applied */
	for (size_t i = 0; i + 1 < calls.n && r == 0; i++)
		r = pvesh_run(&calls.v[i], conf_number(CONF_FABRIC_WAIT), NULL);
	if (r == 0 && verb_undo(fabric, sock) == EXIT_DONE)
		log_plain(LOG_INFO, "%s: all changes are undone", fabric->name);
	else
		log_plain(LOG_ERR, "%s: not all changes are undone; next: tbnet-fabric undo", fabric->name);
}

/* Held while it asks, too: what another init shows meanwhile would not be so when its answer comes. Returns a descriptor, or a
 * negative errno after saying so. */
static int lock_init(void)
{
	struct log_event e = { .action = "fabric", .error = node_make_folders(LOCK) };
	int fd = e.error < 0 ? e.error : lock_try(LOCK);

	if (fd >= 0)
		return fd;
	e.error = fd;
	if (fd == -ETIMEDOUT)
		log_plain(LOG_ERR, "nothing was changed: another tbnet-fabric init runs on this node; answer it, or end it");
	else
		log_event(LOG_ERR, &e, "nothing was changed: no lock on " LOCK);
	return fd;
}

static int make(const struct fabric *fabric, struct nl_sock *sock, bool yes)
{
	_cleanup_fd_ int lock = lock_init();
	unsigned before = ports_there(fabric, sock);
	int r = lock < 0 ? EXIT_FAILED : verb_plan(fabric, sock);

	if (r != EXIT_PARTLY)
		return r;
	if (!yes && !says_yes(fabric->n_nodes)) {
		log_plain(LOG_INFO, "nothing was changed");
		return EXIT_PARTLY;
	}
	if (before & ~ports_there(fabric, sock)) {
		log_plain(LOG_ERR, "nothing was changed: a link of this node disappeared meanwhile; run it again once the link is back");
		return EXIT_FAILED;
	}
	r = verb_apply(fabric, sock);
	if (r != EXIT_DONE) {
		take_back(fabric, sock);
		return r;
	}
	printf("Then, on each other node, once:\n  tbnet-fabric apply%s%s%s%s%s%s --name=%s --nodes='%s'\n", *fabric->secret ? " --secret=" : "",
	       conf_text(CONF_FABRIC_SECRET), fabric->prefix.family ? " --prefix=" : "",
	       conf_text(CONF_FABRIC_PREFIX), fabric->prefix6.family ? " --prefix6=" : "", conf_text(CONF_FABRIC_PREFIX6), fabric->name,
	       conf_text(CONF_FABRIC_NODES));
	return options_printed(EXIT_DONE);
}

int verb_init(char *const words[], size_t n, bool yes, struct nl_sock *sock)
{
	_cleanup_free_ struct fabric *fabric = calloc(1, sizeof(*fabric));
	_cleanup_free_ struct members *m = calloc(1, sizeof(*m));
	_cleanup_free_ char *nodes = NULL;
	bool kept = false;
	int r = fabric && m ? 0 : -ENOMEM;

	if (r == 0 && fabric_is_wanted())
		r = refuse("TBNET_FABRIC_NODES already describes a fabric; next: tbnet-fabric plan");
	if (r == 0)
		r = set_prefixes(words, n);
	if (r == 0)
		r = members_find(files_on_pve(), m);
	if (r == 0)
		r = ids_give(m, &kept);
	if (r == 0)
		r = set_nodes(m, &nodes);
	if (r == 0)
		r = fabric_read(fabric);
	if (r == 0 && !fabric->here)
		r = refuse("this node has no link: plug in the cables, then: tbnet-status");
	if (r == 0)
		r = secret_read(fabric);
	if (r == 0 && files_on_pve())
		r = check_new(fabric);
	if (r < 0)
		return verb_exit(r);
	draw(m, fabric, kept);
	return files_on_pve() ? make(fabric, sock, yes) : print_settings(fabric);
}
