/* SPDX-License-Identifier: GPL-2.0-or-later */
/* show: the plan, for people to read. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "changes.h"
#include "cleanup.h"
#include "datacenter.h"
#include "diff.h"
#include "files.h"
#include "frr.h"
#include "guide.h"
#include "options.h"
#include "perform.h"
#include "pve.h"
#include "secret.h"
#include "statics.h"
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

static int show_file(const struct change *c)
{
	_cleanup_free_ char *before = strdup(c->before.text ? c->before.text : ""), *after = strdup(c->after.text);
	struct log_event e = { .error = -ENOMEM };

	if (before && after) {
		frr_mask(before);
		frr_mask(after);
		if (strcmp(before, after) == 0) {
			printf("\n%s: %s\n", c->path, strcmp(c->before.text, c->after.text) == 0 ? "users can no longer read it" : "another secret");
			return 0;
		}
		putchar('\n');
		e.error = diff_print(stdout, c->path, &(struct diff_text){ before, strlen(before) }, &(struct diff_text){ after, strlen(after) },
				     isatty(STDOUT_FILENO));
	}
	if (e.error < 0)
		log_event(LOG_ERR, &e, "%s: cannot show its change", c->path);
	return e.error;
}

static void show_secret(const struct fabric *fabric)
{
	char mark[SECRET_MARK_SIZE];
	struct fabric old;
	enum secret_step step;

	if (*fabric->secret)
		printf("\nthe secret of this node: %s (16 bits of a hash); compare: plan shows the same on all nodes that have the same secret\n",
		       secret_mark(fabric->secret, mark));
	if (secret_applied(fabric, &old) < 0 || strcmp(old.secret, fabric->secret) == 0 || secret_step(fabric, old.secret, &step) < 0)
		return;
	if (secret_is_lost(step))
		puts("\n" SECRET_LOST "apply prepares it again");
	printf("\n%s\n", step == SECRET_PREPARE ?
	       "apply sets no secret yet: it prepares this node, so that no neighbor is lost; once all nodes are prepared, a second apply on each of them sets it" :
	       !*fabric->secret ? "neighbors no longer need a secret" :
	       "neighbors need the secret from now on: those without it are lost");
}

static int show_files(const struct changes *changes)
{
	int ret = 0;

	for (size_t i = 0; i < changes->n; i++) {
		int r = show_file(&changes->v[i]);

		if (r < 0)
			ret = r;
	}
	if (!changes->n)
		puts("\nnothing to change in files");
	return ret;
}

/* Prints other OpenFabric routers over the ports, which apply removes. */
static void show_guide(const struct fabric *fabric)
{
	const char *path = files_on_pve() ? FILES_FRR_LOCAL : FILES_FRR;
	char names[GUIDE_NAMES_SIZE];

	if (guide_names(path, fabric, names) == 0 && *names)
		printf("\n%s replaces the OpenFabric %s in %s, which has the same ports:\n"
		       "    until all nodes are done, old and new ones do not see each other; tbnet-fabric undo restores it\n", fabric->name, names, path);
	if (files_on_pve() && guide_names(FILES_FRR, fabric, names) == 0 && *names)
		printf("\nProxmox VE rewrites " FILES_FRR ", which removes the OpenFabric %s from it; to keep a copy: cp -a " FILES_FRR " /root/\n", names);
}

/* True if a file had it before the changes. */
static bool any_had(const struct changes *changes, bool (*has)(const char *text, const struct fabric *fabric), const struct fabric *fabric)
{
	for (size_t i = 0; i < changes->n; i++)
		if (changes->v[i].before.text && has(changes->v[i].before.text, fabric))
			return true;
	return false;
}

/* Those in use stay: a node that is the first to be changed has no other way to the others. */
static void show_statics(const struct fabric *fabric, const struct changes *changes)
{
	if (any_had(changes, statics_any, fabric))
		puts("\nstatic routes to router ids go from the files, since they win over FRR's; the kernel has its own until their cable is pulled,\n"
		     "    or the node reboots: once apply has run on all nodes, tbnet-fabric check prints the command that removes each");
}

static void show_forwarding(const struct fabric *fabric, const struct changes *changes)
{
	if (any_had(changes, guide_stops_forwarding, fabric))
		puts("\n\"no ip forwarding\" or \"no ipv6 forwarding\" goes from FRR's file: with it FRR switches forwarding of the whole host off at each start;\n"
		     "    a host that is not to forward between its other networks has net.ipv4.ip_forward=0 in a file of /etc/sysctl.d: see tbnet(7)");
}

int verb_plan(const struct fabric *fabric, struct nl_sock *sock)
{
	_cleanup_(changes_free) struct changes changes = { 0 };
	_cleanup_(pvesh_free) struct pvesh_calls calls = { 0 };
	int r = apply_collect(fabric, sock, &changes);

	if (r == EXIT_DONE && files_on_pve())
		r = pve_plan(fabric, &calls);
	if (r != EXIT_DONE)
		return r;
	show_head(fabric);
	if (!frr_is_installed())
		log_plain(LOG_WARNING, "FRR is not installed; before apply: " FRR_INSTALL);
	if (files_on_pve())
		pve_show_calls(fabric, &calls);
	show_guide(fabric);
	show_statics(fabric, &changes);
	show_forwarding(fabric, &changes);
	show_secret(fabric);
	r = show_files(&changes) < 0 ? EXIT_FAILED : EXIT_DONE;
	datacenter_show(fabric);
	return options_printed(r == EXIT_DONE && (changes.n || calls.n) ? EXIT_PARTLY : r);
}

int verb_show_undo(const struct fabric *fabric, struct nl_sock *sock)
{
	int r = perform_undo(PROGRAM, true, NULL, NULL);

	(void)sock;
	if (r > 0 && fabric)
		printf("then the running FRR and the interfaces lose what apply added for the fabric %s\n", fabric->name);
	return r < 0 ? EXIT_FAILED : options_printed(r > 0 ? EXIT_PARTLY : EXIT_DONE);
}
