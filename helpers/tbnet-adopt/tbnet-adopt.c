/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-adopt: takes over from what a guide has set up: plan, apply, undo. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "carry.h"
#include "cleanup.h"
#include "conf.h"
#include "edit.h"
#include "keep.h"
#include "log.h"
#include "options.h"
#include "perform.h"
#include "show.h"

#define PROGRAM	"tbnet-adopt"

static const char help[] =
	"Usage: tbnet-adopt plan|apply|undo [--dry-run]\n"
	"  plan   show what a guide left here, and what apply would do; change nothing\n"
	"  apply  take over: move the guide's files to a folder in /var/lib/tbnet/backup\n"
	"  undo   restore the files as they were before the last apply\n"
	"\n"
	"Takes over from a guide for Thunderbolt networks. Never touches a running link.\n"
	"\n"
	"  --dry-run        only show what apply or undo would do\n"
	OPTIONS_HELP;

struct plan_of_all {
	struct leftovers found;
	struct changes changes;
	int mtu;		/* carried over; 0: none */
	size_t n_carried;	/* the first changes: they are there before something goes */
};

static void plan_of_all_free(struct plan_of_all *p)
{
	leftovers_free(&p->found);
	changes_free(&p->changes);
}

/* The file without its lines. */
static int without_lines(const struct leftover *l, struct node *ret)
{
	_cleanup_(edit_free) struct edit edit = { 0 };
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	int r = edit_open(l->node.text, l->node.size, &edit);

	if (r < 0)
		return r;
	for (size_t i = 0; i < l->n_lines; i++)
		edit.v[l->lines[i] - 1].out = true;
	r = edit_result(&edit, &text, &size);
	return r < 0 ? r : node_edit(&l->node, text, size, ret);
}

/* Changes exactly the file that it read: if somebody replaced the file, it changes nothing. */
static int add_change(struct leftover *l, struct changes *changes)
{
	struct node after = { 0 };
	int r = l->n_lines ? without_lines(l, &after) : 0;

	return r < 0 ? r : changes_add(changes, l->path, &l->node, &after);
}

static int make_plan(struct plan_of_all *p, unsigned mtu)
{
	_cleanup_(picture_free) struct picture picture = { 0 };
	struct log_event e = { .error = leftovers_find(false, &p->found) };

	if (e.error == 0)
		p->mtu = carry_mtu(&p->found, mtu);
	if (p->mtu < 0)
		return p->mtu;
	if (e.error == 0)
		e.error = picture_take(&picture);
	if (e.error == 0)
		e.error = keep_names(&picture, &p->found, &p->changes);
	if (e.error == 0 && p->mtu)
		e.error = carry_changes(&picture, &p->found, (unsigned)p->mtu, &p->changes);
	p->n_carried = p->changes.n;
	for (size_t i = 0; i < p->found.n && e.error == 0; i++)
		if (!p->found.v[i].stays)
			e.error = add_change(&p->found.v[i], &p->changes);
	if (e.error < 0)
		log_event(LOG_ERR, &e, "nothing was changed: cannot read the files");
	return e.error;
}

static int show(unsigned mtu)
{
	_cleanup_(plan_of_all_free) struct plan_of_all p = { 0 };

	if (make_plan(&p, mtu) < 0)
		return EXIT_FAILED;
	show_plan(&p.found, p.mtu, &p.changes, p.n_carried);
	if (p.found.unreadable)
		log_plain(LOG_WARNING, "cannot read some files; run it as root to see all");
	return options_printed(p.changes.n ? EXIT_PARTLY : EXIT_DONE);
}

static int apply(unsigned mtu)
{
	_cleanup_(plan_of_all_free) struct plan_of_all p = { 0 };
	_cleanup_fd_ int lock = perform_lock();

	if (lock < 0 || make_plan(&p, mtu) < 0)
		return EXIT_FAILED;
	if (!p.changes.n) {
		log_plain(LOG_INFO, "nothing to take over");
		return EXIT_DONE;
	}
	if (perform_changes(&p.changes, PROGRAM) < 0)
		return EXIT_FAILED;
	show_next(&p.found);
	return options_printed(EXIT_DONE);
}

static int undo(bool dry_run)
{
	_cleanup_fd_ int lock = dry_run ? -1 : perform_lock();
	int r;

	if (!dry_run && lock < 0)
		return EXIT_FAILED;
	r = perform_undo(PROGRAM, dry_run, NULL, NULL);
	if (r > 0 && !dry_run)
		printf("next: systemctl daemon-reload; update-initramfs -u\n"
		       "The links keep running; the change takes effect at the next replug or boot.\n");
	return options_printed(r < 0 ? EXIT_FAILED : r > 0 && dry_run ? EXIT_PARTLY : EXIT_DONE);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		OPTIONS_COMMON, { "dry-run", no_argument, NULL, 'n' }, { 0 }
	};
	enum { PLAN, APPLY, UNDO };
	static const char *const verbs[] = { [PLAN] = "plan", [APPLY] = "apply", [UNDO] = "undo" };
	bool dry_run = false;
	unsigned mtu;
	int c, r;

	umask(022);
	log_open(PROGRAM);
	conf_load();
	while ((c = options_next(argc, argv, options, help, &r)) > 0)
		dry_run = true;
	if (c == 0)
		return r;
	c = OPTIONS_VERB(argc, argv, help, verbs);
	if (c < 0 || !options_end(argc, argv))
		return EXIT_USAGE;
	mtu = conf_number(CONF_MTU);
	return c == UNDO ? undo(dry_run) : c == APPLY && !dry_run ? apply(mtu) : show(mtu);
}
