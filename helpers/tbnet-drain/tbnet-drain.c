/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-drain: leave the mesh before a planned reboot, and come back. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "around.h"
#include "cleanup.h"
#include "clock.h"
#include "frr.h"
#include "log.h"
#include "noout.h"
#include "note.h"
#include "options.h"
#include "others.h"
#include "perform.h"

#define OUT_MS		40000	/* fabricd's lsp-gen-interval is 30 s unless it is set */
#define QUIET_MS	15000
#define BOOT_MS		600000	/* the neighbors, and Ceph's monitors, after a boot */
#define PAUSE_MS	200
#define BOOT_PAUSE_MS	2000

static const char help[] =
	"Usage: tbnet-drain apply|undo [--boot | --dry-run]\n"
	"  apply  take this node out of the mesh, before a planned reboot\n"
	"  undo   put it back at once; the next boot does so, too\n"
	"\n"
	"While a node is out, no other node sends through it, and Ceph keeps its OSDs.\n"
	"\n"
	"  --boot           undo: only a drain from before this boot, once the neighbors are back\n"
	"  --dry-run        only show whether it is safe, and what apply or undo would do\n"
	OPTIONS_HELP;

static int fail(int r, const char *what)
{
	log_event(LOG_ERR, &(struct log_event){ .action = "drain", .error = r > 0 ? 0 : r }, "%s", what);
	return EXIT_FAILED;
}

/* Asks fabricd. If it does not run, there is nothing to leave, and *ret stays empty. */
static int ask_frr(struct frr_look *ret)
{
	int r = frr_runs("fabricd");

	return r <= 0 ? r : frr_look(FRR_OPENFABRIC, clock_now() + FRR_DEADLINE_MS, ret);
}

static int overload(const struct words *routers, bool on)
{
	for (size_t i = 0; i < routers->n; i++) {
		char text[160];
		int r;

		snprintf(text, sizeof(text), "router openfabric %s\n%sset-overload-bit", routers->v[i], on ? "" : "no ");
		r = frr_configure(text);
		if (r)
			return r < 0 ? r : -EIO;
	}
	return 0;
}

static void add_neighbor(const char *where, const char *name, const char *state, bool up, void *data)
{
	struct words *words = data;

	(void)where;
	(void)state;
	if (up && !words_have(words, name))
		words_add(words, name);
}

/* Takes back what the note says, and forgets it. The exit code. */
static int restore(const struct note *note)
{
	_cleanup_(frr_look_free) struct frr_look look = { 0 };
	int r = ask_frr(&look);

	if (r)
		return fail(r, "FRR does not answer; next: tbnet-drain undo");
	for (size_t i = 0; i < note->routers.n; i++) {
		const struct frr_router *router = frr_router(&look.config, note->routers.v[i]);

		if (router && router->overloaded)
			r = overload(&(struct words){ &note->routers.v[i], 1 }, false);
		if (r < 0)
			return fail(r, "FRR did not clear its overload bit; next: vtysh -c 'show running-config'");
	}
	if (*note->host && noout_set(note->host, false) < 0)
		return EXIT_FAILED;
	r = note_remove();
	return r < 0 ? fail(r, NOTE_FILE " cannot be removed") : EXIT_DONE;
}

/* The same, while nobody else changes anything. */
static int restore_alone(const struct note *note)
{
	_cleanup_fd_ int lock = perform_lock();

	return lock < 0 ? EXIT_FAILED : restore(note);
}

/* Prints what an apply or an undo would do, of routers from FIRST on. */
static int show(const struct note *note, size_t first, const char *host, const char *verb)
{
	for (size_t i = first; i < note->routers.n; i++)
		printf("%s the overload bit of router openfabric %s\n", verb, note->routers.v[i]);
	if (*host)
		printf("%s noout of Ceph's host %s\n", verb, host);
	return options_printed(first < note->routers.n || *host ? EXIT_PARTLY : EXIT_DONE);
}

static int undo(bool dry_run)
{
	_cleanup_(note_free) struct note note = { 0 };
	_cleanup_fd_ int lock = perform_lock();
	int r = lock < 0 ? EXIT_FAILED : note_read(&note);

	if (lock < 0 || r < 0)
		return lock < 0 ? r : fail(r, NOTE_FILE);
	if (r > 0 && dry_run)
		return show(&note, 0, note.host, "clear");
	if (r > 0)
		r = restore(&note);
	if (r == EXIT_DONE)
		log_event(LOG_INFO, &(struct log_event){ .action = "drain" }, "%s", *note.boot ? "undone" : "nothing to undo");
	return r;
}

/* True if all neighbors of before are up again. */
static bool are_back(const struct words *before)
{
	_cleanup_(frr_look_free) struct frr_look look = { 0 };
	_cleanup_(words_free) struct words now = { 0 };

	if (ask_frr(&look) == 0)
		frr_each_neighbor(&look, add_neighbor, &now);
	for (size_t i = 0; i < before->n; i++)
		if (!words_have(&now, before->v[i]))
			return false;
	return true;
}

/* No event says that a neighbor is up, or that Ceph's monitors can be reached. */
static int undo_after_boot(void)
{
	_cleanup_(note_free) struct note note = { 0 };
	int64_t end = clock_now() + BOOT_MS;
	int r = note_read(&note);

	if (r < 0)
		return fail(r, NOTE_FILE);
	if (r == 0 || note_is_fresh(&note))
		return EXIT_DONE;
	while (!are_back(&note.neighbors) && clock_left(end) > 0)
		clock_poll(-1, clock_now() + BOOT_PAUSE_MS);
	if (clock_left(end) == 0) {
		log_event(LOG_ERR, &(struct log_event){ .action = "drain" },
			  "a neighbor from before the boot is not back after %d min, so %s stays set; next: tbnet-fabric check, then tbnet-drain undo",
			  BOOT_MS / 60000, *note.host ? "Ceph's noout" : NOTE_FILE);
		return EXIT_FAILED;
	}
	for (unsigned attempt = 1; (r = restore_alone(&note)) != EXIT_DONE && clock_left(end) > 0; attempt++) {
		log_event(LOG_WARNING, &(struct log_event){ .action = "drain", .attempt = attempt }, "not undone yet, attempt %u", attempt);
		clock_poll(-1, clock_now() + NOOUT_WAIT * 1000);
	}
	if (r == EXIT_DONE)
		log_event(LOG_INFO, &(struct log_event){ .action = "drain" }, "undone after the boot: the neighbors are back");
	return r;
}

/* True if two nodes need this one: DONE says what that means for this run, NEXT what to do, NULL: look at one of them. */
static bool is_needed(const struct around *around, const char *done, const char *next)
{
	const char *a, *b;

	if (!around_is_between(around, &a, &b))
		return false;
	log_plain(LOG_ERR, "not safe to reboot, %s: %s and %s reach each other only through this node; next: %s%s", done, a, b,
		  next ? next : "tbnet-fabric check, on ", next ? "" : a);
	return true;
}

/* Checks that the others can do without this node, and collects what it leaves. Returns the exit code. */
static int prepare(struct note *note, struct noout *ceph)
{
	_cleanup_(frr_look_free) struct frr_look frr = { 0 };
	bool again = note->routers.n;	/* else an overload bit is an administrator's, and nobody needs this node */
	struct around around;
	int r = ask_frr(&frr);

	if (r == 0 && frr.config.n_routers)
		r = around_ask(&around);
	if (r)
		return fail(r, "nothing was changed: cannot read FRR's answer; see: vtysh -c 'show openfabric database'");
	if (!frr.config.n_routers && others_are_near())
		return EXIT_FAILED;
	if (frr.config.n_routers && (again || !around_is_overloaded(&around)) &&
	    is_needed(&around, "nothing was changed", again ? "tbnet-drain undo" : NULL))
		return EXIT_PARTLY;
	frr_each_neighbor(&frr, add_neighbor, &note->neighbors);
	for (size_t i = 0; i < frr.config.n_routers && r == 0; i++)
		if (!frr.config.routers[i].overloaded)
			r = words_add(&note->routers, frr.config.routers[i].name);
	if (r == 0 && noout_is_ceph())
		r = noout_read(true, ceph);
	return r == 0 ? EXIT_DONE : r == -EBUSY ? EXIT_PARTLY : EXIT_FAILED;
}

/* Sets the overload bit, and waits until the neighbors have it and this node forwards nothing. Returns 0, 1 if two other nodes
 * have lost their own link meanwhile and need this one, or a negative errno. *around is the last look. */
static int leave(const struct words *routers, struct around *around)
{
	int64_t end = clock_now() + OUT_MS;
	uint64_t before, now;
	const char *a, *b;
	int r = overload(routers, true);

	if (r < 0 || !routers->n)
		return r;
	while (around_ask(around) != 0 || !around_is_overloaded(around)) {
		if (clock_left(end) == 0)
			return -ETIMEDOUT;
		clock_poll(-1, clock_now() + PAUSE_MS);
	}
	end = clock_now() + QUIET_MS;
	for (before = around_forwarded(); clock_left(end) > 0; before = now) {
		clock_poll(-1, clock_now() + 5 * PAUSE_MS);	/* neighbors compute their routes within a second */
		now = around_forwarded();
		r = around_ask(around);
		if (r)
			return r < 0 ? r : -EIO;
		if (around_is_between(around, &a, &b))
			return 1;
		if (now == before)
			return 0;
	}
	log_plain(LOG_INFO, "this node still forwards packets of its own guests; no other node needs it");
	return 0;
}

/* Undoes all, since leave() returned R. The exit code. */
static int come_back(const struct note *note, const struct around *around, int r)
{
	bool undone = restore(note) == EXIT_DONE;
	const char *done = undone ? "all changes are undone" : "not all changes are undone";

	if (r > 0 && is_needed(around, done, undone ? NULL : "tbnet-drain undo"))
		return undone ? EXIT_PARTLY : EXIT_FAILED;
	log_event(LOG_ERR, &(struct log_event){ .action = "drain", .error = r }, "FRR did not set the overload bit; %s", done);
	return EXIT_FAILED;
}

static int drain(bool dry_run)
{
	_cleanup_(note_free) struct note note = { 0 };
	_cleanup_fd_ int lock = perform_lock();
	struct noout ceph = { 0 };
	struct around around = { 0 };
	int r = lock < 0 ? EXIT_FAILED : note_read(&note);

	size_t before = note.routers.n;

	if (lock < 0 || r < 0)
		return lock < 0 ? r : fail(r, NOTE_FILE);
	r = prepare(&note, &ceph);
	if (r != EXIT_DONE)
		return r;
	if (dry_run) {
		log_plain(LOG_RIGHT, "a reboot would be safe; next: tbnet-drain apply");
		return show(&note, before, ceph.set ? "" : ceph.host, "set");
	}
	if (*ceph.host && !ceph.set)
		memcpy(note.host, ceph.host, sizeof(note.host));
	note_set_boot(&note);
	r = note_write(&note);
	if (r < 0)
		return fail(r, "nothing was changed: " NOTE_FILE " cannot be written");
	r = leave(&note.routers, &around);
	if (r)
		return come_back(&note, &around, r);
	if (*ceph.host && !ceph.set && noout_set(ceph.host, true) < 0) {
		restore(&note);
		return EXIT_FAILED;
	}
	printf("safe to reboot: %s%s%s%s; the next boot undoes it, or: tbnet-drain undo\n",
	       note.neighbors.n ? "no traffic of others goes through this node" : "OpenFabric has no neighbor here",
	       *ceph.host ? ", Ceph keeps the OSDs of " : "", ceph.host, *ceph.host ? " (noout)" : "");
	return options_printed(EXIT_DONE);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		{ "boot", no_argument, NULL, 'b' }, { "dry-run", no_argument, NULL, 'd' }, OPTIONS_COMMON, { 0 }
	};
	enum { APPLY, UNDO };
	static const char *const verbs[] = { [APPLY] = "apply", [UNDO] = "undo" };
	bool boot = false, dry_run = false;
	int c, verb, r;

	log_open("tbnet-drain");
	while ((c = options_next(argc, argv, options, help, &r)) > 0)
		*(c == 'b' ? &boot : &dry_run) = true;
	if (c == 0)
		return r;
	verb = OPTIONS_VERB(argc, argv, help, verbs);
	if (verb < 0 || !options_end(argc, argv))
		return EXIT_USAGE;
	if (boot && (verb != UNDO || dry_run)) {
		log_plain(LOG_ERR, "--boot is for undo%s; try --help", dry_run ? " without --dry-run" : "");
		return EXIT_USAGE;
	}
	return verb == APPLY ? drain(dry_run) : boot ? undo_after_boot() : undo(dry_run);
}
