/* SPDX-License-Identifier: GPL-2.0-or-later */
/* apply: apply and undo the plan. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "changes.h"
#include "cleanup.h"
#include "conf.h"
#include "files.h"
#include "frr.h"
#include "left.h"
#include "options.h"
#include "perform.h"
#include "pve.h"
#include "running.h"
#include "secret.h"
#include "survey.h"
#include "verbs.h"

int apply_collect(const struct fabric *fabric, struct nl_sock *sock, struct changes *ret)
{
	struct log_event e = { .action = "fabric" };

	e.error = survey_check(sock, fabric);
	if (e.error < 0 && e.error != -EINVAL)	/* survey_check() has logged that */
		log_event(LOG_ERR, &e, "cannot read the addresses of this machine");
	return verb_exit(e.error < 0 ? e.error : files_collect(fabric, conf_number(CONF_MTU), ret));
}

static int apply(const struct fabric *fabric, struct nl_sock *sock)
{
	_cleanup_(changes_free) struct changes changes = { 0 };
	int r = apply_collect(fabric, sock, &changes);

	if (r != EXIT_DONE)
		return r;
	if (!frr_is_installed()) {
		log_plain(LOG_ERR, "nothing was changed: FRR is not installed; next: " FRR_INSTALL);
		return EXIT_FAILED;
	}
	if (files_on_pve())
		return pve_apply(fabric, &changes);
	if (changes.n && perform_changes(&changes, PROGRAM) < 0)
		return EXIT_FAILED;
	if (up_interfaces(fabric, sock) < 0 || running_frr(fabric) < 0)
		return EXIT_FAILED;
	log_event(LOG_INFO, &(struct log_event){ .action = "fabric", .id = changes.n ? LOG_ID_CHANGED : NULL },
		  "%s: %s; see: tbnet-fabric check", fabric->name, changes.n ? "applied" : "is already applied, no file was changed");
	return EXIT_DONE;
}

int verb_apply(const struct fabric *wanted, struct nl_sock *sock)
{
	_cleanup_fd_ int lock = perform_lock();
	struct fabric fabric, old;
	enum secret_step step;
	int r;

	if (lock < 0 || files_clear() < 0 || secret_applied(wanted, &old) < 0 || secret_step(wanted, old.secret, &step) < 0 ||
	    (step == SECRET_SET && secret_wait(wanted) < 0))
		return EXIT_FAILED;
	if (*wanted->secret || *old.secret)
		secret_hide_log();
	if (secret_is_lost(step))
		log_plain(LOG_WARNING, SECRET_LOST "it is prepared again");
	fabric_copy(wanted, &fabric);
	if (step == SECRET_PREPARE)
		memcpy(fabric.secret, old.secret, sizeof(old.secret));
	r = apply(&fabric, sock);
	if (r == EXIT_DONE && old.bfd && !fabric.bfd)
		r = running_no_bfd(&old) < 0 ? EXIT_FAILED : EXIT_DONE;
	if (r == EXIT_DONE && step == SECRET_PREPARE)
		return secret_prepare(&fabric) < 0 ? EXIT_FAILED : EXIT_PARTLY;
	if (r == EXIT_DONE && *old.secret && !*fabric.secret)
		r = secret_forget(&fabric) < 0 ? EXIT_FAILED : EXIT_DONE;
	return r;
}

struct running {
	const struct fabric *fabric;
	struct nl_sock *sock;
	struct fabric_left left;	/* as it was before the undo; name "": nothing */
};

static int forget(void *data)
{
	const struct running *r = data;
	int e = 0;

	/* BFD, before the router that it is for */
	if (r->fabric)
		e = files_on_pve() ? pve_forget(r->fabric) : running_forget(r->fabric, r->sock);
	return e == 0 && *r->left.name ? running_forget_router(r->left.name) : e;
}

/* FRR's file is written anew by Proxmox VE alone. */
static void say_left(const struct fabric_left *left)
{
	if (*left->name)
		log_plain(LOG_INFO, "removed router openfabric %s from " LEFT_FRR_LOCAL " and from the running FRR; to remove it from " LEFT_FRR ": pvesh set /cluster/sdn", left->name);
}

int verb_undo(const struct fabric *wanted, struct nl_sock *sock)
{
	_cleanup_fd_ int lock = perform_lock();
	struct fabric own = { 0 };
	const struct fabric *fabric = wanted ? &own : NULL;
	struct running running = { .fabric = fabric, .sock = sock };
	int r;

	if (wanted && secret_applied(wanted, &own) < 0)
		return EXIT_FAILED;
	if (wanted)
		own.bfd |= wanted->bfd;
	if (files_on_pve() && fabric_left(&running.left) < 0)
		log_plain(LOG_WARNING, "cannot tell whether " LEFT_FRR_LOCAL " has a router of a deleted fabric");
	r = lock < 0 ? lock : perform_undo(PROGRAM, false, forget, &running);
	if (r < 0)
		return EXIT_FAILED;
	if (r > 0)
		say_left(&running.left);
	return fabric && files_on_pve() ? pve_undo(fabric, sock) : EXIT_DONE;
}
