/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-name: show, explain and repair the names of Thunderbolt links. */
#include <errno.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "conf.h"
#include "link.h"
#include "lock.h"
#include "log.h"
#include "options.h"
#include "rtnl.h"
#include "state.h"
#include "tbnet-name.h"
#include "text.h"

#define LOCK_FILE	STATE_DIR "/name.lock"

static const char help[] =
	"Usage: tbnet-name show|repair [IF] [--dry-run]\n"
	"  show    list controllers, ports, peers and names; with IF: whether that interface\n"
	"          has the right name, and if not, why and what to do\n"
	"  repair  rename IF, or every Thunderbolt interface, that is down and whose name is\n"
	"          free; for the others print the next step\n"
	"\n"
	"  --dry-run        repair: only show which interfaces it would rename\n"
	OPTIONS_HELP;

static int take_picture(struct picture *ret)
{
	struct log_event e = { .error = picture_take(ret) };

	if (e.error)
		log_event(LOG_ERR, &e, "cannot read the controllers and links of this machine");
	return e.error;
}

static int show(void)
{
	_cleanup_(picture_free) struct picture picture = { 0 };

	if (take_picture(&picture) < 0)
		return EXIT_FAILED;
	table_print(&picture);
	table_notes(&picture);
	return options_printed(EXIT_DONE);
}

/* The source of its name. */
static void print_right(const struct subject *s)
{
	const struct link_file *f = subject_file(s);
	const char *place = record_name(&s->picture->record, s->netdev->controller, s->netdev->port) ? ", " RECORD_FILE : "";
	const char *more = "";
	char path[PATH_MAX];

	if (f && f == s->entry->file && !*s->entry->name && !f->policy)
		more = s->picture->no_policies && f->database ?
		       " gives no name: net.ifnames=0 is on the kernel's command line" : " gives it no name";
	snprintf(path, sizeof(path), "%s", f ? f->path : s->db.link_file ? s->db.link_file : "no .link file");
	text_defuse(path);
	printf("%s: right, port %u of %s: %s%s%s\n", s->netdev->name, s->netdev->port, s->netdev->controller,
	       path, more, f && f->database && !*more ? place : "");
}

static int check(struct nl_sock *sock, const char *ifname)
{
	_cleanup_(picture_free) struct picture picture = { 0 };
	_cleanup_(explanation_free) struct explanation why = { 0 };
	_cleanup_(subject_free) struct subject s = { 0 };
	struct log_event e = { .ifname = ifname, .action = "rename" };
	struct link link;

	if (take_picture(&picture) < 0 || repair_find(sock, ifname, &link) < 0 || repair_look(&picture, &link, &s) < 0)
		return EXIT_FAILED;
	if (subject_is_right(&s)) {
		print_right(&s);
		table_notes(&picture);
		return options_printed(EXIT_DONE);
	}
	e.error = explain(&s, &why);
	if (e.error < 0) {
		log_event(LOG_ERR, &e, "has the wrong name, and tbnet cannot tell why");
		return EXIT_FAILED;
	}
	printf("%s: wrong name, port %u of %s should be %s\n", s.netdev->name, s.netdev->port, s.netdev->controller,
	       *subject_name(&s) ? subject_name(&s) : s.entry->meant.wanted);
	printf("%s: because %s\n%s: next: %s\n", s.netdev->name, why.cause, s.netdev->name, why.next);
	return options_printed(EXIT_PARTLY);
}

static int show_repair(struct nl_sock *sock, const char *ifname)
{
	_cleanup_(picture_free) struct picture picture = { 0 };

	return take_picture(&picture) < 0 ? EXIT_FAILED : options_printed(repair(sock, &picture, ifname, NULL));
}

/* One at a time of those that udev starts together. */
static int change(struct nl_sock *sock, const char *ifname)
{
	_cleanup_(picture_free) struct picture picture = { 0 };
	_cleanup_fd_ int lock = -1;
	struct log_event e = { .ifname = ifname, .action = "rename" };
	bool renamed = false;
	int ret;

	if (geteuid() != 0) {
		log_plain(LOG_ERR, "repair needs root");
		return EXIT_FAILED;
	}
	mkdir(STATE_DIR, 0755);
	lock = lock_take(LOCK_FILE, true);
	if (lock < 0) {
		e.error = lock;
		log_event(LOG_ERR, &e, LOCK_FILE ": cannot lock it, because another tbnet-name is running");
		return EXIT_FAILED;
	}
	if (take_picture(&picture) < 0)
		return EXIT_FAILED;
	ret = repair(sock, &picture, ifname, &renamed);
	if (renamed) {
		picture_free(&picture);
		picture = (struct picture){ 0 };
		if (take_picture(&picture) < 0)
			return EXIT_FAILED;
	}
	return remember(&picture) < 0 ? EXIT_FAILED : ret;
}

int main(int argc, char *argv[])
{
	static const struct option options[] = { OPTIONS_COMMON, { "dry-run", no_argument, NULL, 'd' }, { 0 } };
	enum { SHOW, REPAIR };
	static const char *const verbs[] = { [SHOW] = "show", [REPAIR] = "repair" };
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	struct log_event e = { 0 };
	bool dry_run = false;
	int c, verb, r;

	umask(022);	/* everybody may read the record */
	log_open("tbnet-name");
	conf_load();
	while ((c = options_next(argc, argv, options, help, &r)) > 0)
		dry_run = true;
	if (c == 0)
		return r;
	verb = OPTIONS_VERB(argc, argv, help, verbs);
	if (verb < 0)
		return EXIT_USAGE;
	if (optind < argc) {
		e.ifname = options_interface(argc, argv);
		if (!e.ifname)
			return EXIT_USAGE;
	}
	if (dry_run && verb == SHOW) {
		log_plain(LOG_ERR, "--dry-run is for repair");
		return EXIT_USAGE;
	}
	if (!e.ifname && verb == SHOW)
		return show();
	e.error = rtnl_open(RTNL_TIMEOUT_MS, &sock);
	if (e.error) {
		log_event(LOG_ERR, &e, "cannot open an rtnetlink socket");
		return EXIT_FAILED;
	}
	return verb == SHOW ? check(sock, e.ifname) : dry_run ? show_repair(sock, e.ifname) : change(sock, e.ifname);
}
