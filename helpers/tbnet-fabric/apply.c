/* SPDX-License-Identifier: GPL-2.0-or-later */
/* apply: the plan, done; and undone. */
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "changes.h"
#include "cleanup.h"
#include "conf.h"
#include "edit.h"
#include "files.h"
#include "options.h"
#include "perform.h"
#include "pve.h"
#include "running.h"
#include "survey.h"
#include "verbs.h"

#define PROGRAM	"tbnet-fabric"

int apply_collect(const struct fabric *fabric, struct nl_sock *sock, struct changes *ret)
{
	struct log_event e = { .action = "fabric" };

	e.error = survey_check(sock, fabric);
	if (e.error == -EINVAL)	/* said */
		return EXIT_USAGE;
	if (e.error < 0) {
		log_event(LOG_ERR, &e, "the addresses of this machine cannot be looked at");
		return EXIT_FAILED;
	}
	return files_collect(fabric, conf_number(CONF_MTU), ret) < 0 ? EXIT_FAILED : EXIT_DONE;
}

int verb_apply(const struct fabric *fabric, struct nl_sock *sock)
{
	_cleanup_(changes_free) struct changes changes = { 0 };
	_cleanup_fd_ int lock = perform_lock();
	int r = lock < 0 || files_clear() < 0 ? EXIT_FAILED : apply_collect(fabric, sock, &changes);

	if (r != EXIT_DONE)
		return r;
	if (!files_have_frr()) {
		log_plain(LOG_ERR, "nothing was changed: FRR is not installed; next: " FILES_FRR_NEXT);
		return EXIT_FAILED;
	}
	if (files_on_pve())
		return pve_apply(fabric, &changes);
	if (changes.n && perform_changes(&changes, PROGRAM) < 0)
		return EXIT_FAILED;
	if (running_interfaces(fabric, sock) < 0 || running_frr(fabric) < 0)
		return EXIT_FAILED;
	log_event(LOG_INFO, &(struct log_event){ .action = "fabric", .id = changes.n ? LOG_ID_CHANGED : NULL },
		  "%s: %s; see: tbnet-fabric check", fabric->name, changes.n ? "applied" : "is applied already, nothing was changed in files");
	return EXIT_DONE;
}

struct running {
	const struct fabric *fabric;
	struct nl_sock *sock;
};

static int forget(void *data)
{
	const struct running *r = data;

	return files_on_pve() ? pve_forget(r->fabric) : running_forget(r->fabric, r->sock);
}

int verb_undo(const struct fabric *fabric, struct nl_sock *sock)
{
	_cleanup_fd_ int lock = perform_lock();
	struct running running = { fabric, sock };

	if (lock < 0 || perform_undo(PROGRAM, false, fabric ? forget : NULL, &running) < 0)
		return EXIT_FAILED;
	return fabric && files_on_pve() ? pve_undo(fabric) : EXIT_DONE;
}
