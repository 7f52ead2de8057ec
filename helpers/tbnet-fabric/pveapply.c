/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pveapply: plan, apply and undo where Proxmox VE has the fabric.
 *
 * Its API writes stanzas and FRR's configuration. tbnet writes only the
 * block of frr.conf.local alone, which it takes over when it applies. */
#include <stdio.h>
#include <string.h>

#include "changes.h"
#include "conf.h"
#include "file.h"
#include "files.h"
#include "frr.h"
#include "native.h"
#include "options.h"
#include "perform.h"
#include "pve.h"
#include "running.h"
#include "secret.h"
#include "texts.h"
#include "verbs.h"

#define APPLY_WAITS	5	/* one call reloads the network of every node, one after the other */

int pve_plan(const struct fabric *fabric, struct pvesh_calls *ret)
{
	_cleanup_(pve_free) struct pve pve = { 0 };
	int r = pve_read(fabric, &pve);

	if (r == 0)
		r = pve_check(fabric, &pve);
	if (r == 0)
		r = pve_calls(fabric, &pve, ret);
	if (r == 0 && ret->n)
		r = pve_check_lock();
	return verb_exit(r);
}

static int call(const struct fabric *fabric, const struct pvesh_calls *calls)
{
	unsigned wait = conf_number(CONF_FABRIC_WAIT);
	int r = 0;

	for (size_t i = 0; i < calls->n && r == 0; i++) {
		_cleanup_free_ char *said = NULL;
		bool last = i + 1 == calls->n;

		r = pvesh_run(&calls->v[i], last ? wait * APPLY_WAITS : wait, &said);
		if (r == 0)
			pve_show_said(&calls->v[i], said);
		else
			log_plain(LOG_ERR, "%s: %s; tbnet-fabric apply goes on from here", fabric->name,
				  last ? "configured in Proxmox VE, but not applied" : i ? "configured in part in Proxmox VE, nothing was applied" :
				  "nothing was changed in Proxmox VE");
	}
	return r;
}

/* Checks that Proxmox VE has the settings, and that they are in force for the cluster. */
static int read_back(const struct fabric *fabric)
{
	_cleanup_(pvesh_free) struct pvesh_calls calls = { 0 };
	_cleanup_(pve_free) struct pve pve = { 0 };
	int r = pve_read(fabric, &pve);

	if (r == 0)
		r = pve_calls(fabric, &pve, &calls);
	if (r == 0 && calls.n) {
		log_plain(LOG_ERR, "%s: Proxmox VE did not keep the settings it was given; see: tbnet-fabric plan", fabric->name);
		r = -EIO;
	}
	return r;
}

/* It is in force on each node, too, also when this run had nothing to call: a node may have failed before. */
static int ask_nodes(const struct fabric *fabric)
{
	_cleanup_(json_put) struct json_object *cluster = NULL;
	int r = pvesh_get(conf_number(CONF_FABRIC_WAIT), &cluster, "/nodes", NULL);

	if (r == 0)
		r = pve_ask_nodes(fabric, cluster);
	if (r < 0)
		log_plain(LOG_ERR, "%s: Proxmox VE has applied the fabric, but not every node has it", fabric->name);
	return r;
}

/* The running FRR as frr.conf.local has it; Proxmox VE's own apply does the same later. */
static int apply_frr(const struct fabric *fabric)
{
	struct log_event e = { .action = "fabric" };
	int all = running_all(fabric), r;

	running_bfdd(fabric);
	r = running_parts(fabric);
	if (r >= 0 && r < all) {
		r = running_configure(fabric, texts_frr_local);
		if (r == 0)
			r = running_parts(fabric);
		if (r >= 0 && r < all)
			r = -EIO;	/* it took the lines, and does not have them */
	}
	if (r > 0)
		return 0;
	e.error = r == -ENOENT ? 0 : r;
	log_event(LOG_ERR, &e, r == -ENOENT ? "FRR of this node does not have the fabric that Proxmox VE applied; see: journalctl -b -u frr, then: pvesh set " PVESH_SDN :
		  "FRR of this node did not accept lsp-gen-interval and BFD; see: vtysh -c 'show running-config'");
	return r;
}

/* Proxmox VE takes frr.conf.local into frr.conf when it applies, not before: on the nodes
 * after the first one, nothing is left to apply. */
static void look_at_file(const struct fabric *fabric)
{
	_cleanup_(node_free) struct node file = { 0 };
	char line[32], secret[FABRIC_SECRET_SIZE + 48];
	bool read;

	snprintf(line, sizeof(line), "lsp-gen-interval %d", FABRIC_LSP_GEN);
	snprintf(secret, sizeof(secret), "domain-password md5 %s authenticate snp validate", fabric->secret);
	read = node_read(FILES_FRR, &file) == 0 && file.text;
	if (read && frr_has_line(file.text, line) && *fabric->secret && !frr_has_line(file.text, secret))
		log_plain(LOG_WARNING, "the secret is in the running FRR and in frr.conf.local, not yet in " FILES_FRR
			  "; next, once all nodes are done: pvesh set " PVESH_SDN);
	if (!read || !frr_has_line(file.text, line))
		log_plain(LOG_WARNING, "%s is in the running FRR and in frr.conf.local, not yet in " FILES_FRR
			  ", so FRR would start without it; next, once all nodes are done: pvesh set " PVESH_SDN, line);
}

int pve_apply(const struct fabric *fabric, struct changes *changes)
{
	_cleanup_(pvesh_free) struct pvesh_calls calls = { 0 };
	int r = pve_plan(fabric, &calls);

	if (r != EXIT_DONE)
		return r;
	/* before the calls: the one that applies takes frr.conf.local up */
	if (changes->n && perform_changes(changes, PROGRAM) < 0)
		return EXIT_FAILED;
	if (calls.n && (call(fabric, &calls) < 0 || read_back(fabric) < 0))
		return EXIT_FAILED;
	r = apply_frr(fabric);
	if (r == 0)
		look_at_file(fabric);
	if (ask_nodes(fabric) < 0 || r < 0)
		return EXIT_FAILED;
	log_event(LOG_INFO, &(struct log_event){ .action = "fabric", .id = changes->n || calls.n ? LOG_ID_CHANGED : NULL }, "%s: %s; see: tbnet-fabric check",
		  fabric->name, calls.n ? "applied by Proxmox VE" : changes->n ? "applied" : "is already applied, nothing was changed");
	return EXIT_DONE;
}

int pve_forget(const struct fabric *fabric)
{
	_cleanup_(node_free) struct node local = { 0 };
	struct log_event e = { .action = "fabric" };
	int r = node_read(FILES_FRR_LOCAL, &local);

	if (r == 0 && local.text && strstr(local.text, "lsp-gen-interval"))
		return strstr(local.text, "domain-password") ? 0 : secret_forget(fabric);
	if (r == 0)
		r = running_parts(fabric);
	if (r > 0) {
		r = running_configure(fabric, texts_frr_forget);
		if (r == 0 && running_parts(fabric) > 0)
			r = -EIO;	/* it took the lines, and still has them */
	}
	if (r == 0 || r == -ENOENT || r == -ENOTCONN)
		return 0;
	e.error = r;
	log_event(LOG_ERR, &e, "FRR of this node still has lsp-gen-interval or BFD; see: vtysh -c 'show running-config'");
	return r;
}

/* Proxmox VE has no such fabric any more: what "tbnet-fabric up" gave the ports since is nobody's. */
static int forget_addresses(const struct fabric *fabric, struct nl_sock *sock)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	int r = native_forget(sock, fabric);

	if (file_read(CONF_FILE, &text, &size) == 0 && (strncmp(text, "TBNET_FABRIC_NODES", 18) == 0 || strstr(text, "\nTBNET_FABRIC_NODES")))
		log_plain(LOG_WARNING, "TBNET_FABRIC_NODES is still in " CONF_FILE ", so every new link gets the router id again: remove it");
	return r < 0 ? EXIT_FAILED : EXIT_DONE;
}

/* The fabric is the whole cluster's, and may be older than we: it is not taken away by
 * one node that is undone. */
int pve_undo(const struct fabric *fabric, struct nl_sock *sock)
{
	_cleanup_(pvesh_free) struct pvesh_calls calls = { 0 };
	_cleanup_(pve_free) struct pve pve = { 0 };
	int r = pve_read(fabric, &pve);

	if (r == 0)
		r = pve_deletions(fabric, &pve, &calls);
	if (r < 0)
		return verb_exit(r);
	if (!calls.n)
		return forget_addresses(fabric, sock);
	printf("Proxmox VE still has the fabric %s, for the whole cluster; to delete it:\n", fabric->name);
	pve_print_calls(&calls);
	return options_printed(EXIT_DONE);
}
