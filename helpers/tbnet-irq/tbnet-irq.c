/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-irq: move the controllers' interrupts to performance cores, and back. */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "conf.h"
#include "irqs.h"
#include "log.h"
#include "machine.h"
#include "notes.h"
#include "options.h"
#include "power.h"
#include "state.h"
#include "sysfs.h"

static const char help[] =
	"Usage: tbnet-irq apply|undo [--dry-run]\n"
	"  apply  change interrupts and controllers as the settings say, or restore them\n"
	"  undo   restore them, whatever the settings say\n"
	"\n"
	"With TBNET_IRQ=yes in /etc/tbnet.conf performance cores serve the interrupts of the\n"
	"Thunderbolt controllers; with TBNET_AWAKE=yes controllers with a peer stay awake.\n"
	"\n"
	"  --dry-run        only show what it would change\n"
	OPTIONS_HELP;

struct work {
	const char *controller;
	struct affinity fast;
	bool look;		/* nothing is changed, what would be is printed */
	bool todo;		/* something would be */
	int error;		/* the first one; the other interrupts are still tried */
};

static int show(struct work *work, const char *irq, const char *controller, const struct affinity *wanted, const struct affinity *now)
{
	printf("interrupt %s of %s: CPUs %s -> %s\n", irq, controller, now->list, wanted->list);
	work->todo = true;
	return 0;
}

static int failed(const char *irq, const char *what, int error)
{
	log_event(LOG_ERR, &(struct log_event){ .action = "irq", .error = error }, "interrupt %s: %s", irq, what);
	return error;
}

/* The CPUs of an interrupt, or why it stays where it is. */
static int move(const char *irq, const struct affinity *wanted, const char *what, bool *ret_written)
{
	char text[96];
	int r = affinity_write(irq, wanted, ret_written);

	snprintf(text, sizeof(text), "%s%s", what, r == -EIO ? ", the kernel keeps it where it is" : "");
	return r < 0 ? failed(irq, text, r) : 0;
}

/* Keeps the first record when it moves an interrupt once more. Returns 1 for a new
 * note, 0 for one that was there. */
static int take_note(const char *irq, const struct work *work, const struct affinity *before)
{
	struct note note = { 0 };
	int r = note_read(irq, &note), is_new = 0;

	if (sysfs_is_trouble(r))
		return r;
	if (r < 0 || strcmp(note.controller, work->controller) != 0) {
		note.before = *before;
		snprintf(note.controller, sizeof(note.controller), "%s", work->controller);
		is_new = 1;
	}
	note.ours = work->fast;
	r = note_write(irq, &note);
	return r < 0 ? r : is_new;
}

static int forget(const char *irq)
{
	int r = note_remove(irq);

	return r < 0 ? failed(irq, "cannot remove the record of its former CPUs", r) : 0;
}

static int pin(const char *irq, struct work *work)
{
	struct log_event e = { .action = "irq" };
	struct affinity before, now;
	int r = affinity_read(irq, &before), is_new;
	bool written;

	if (r < 0)
		return failed(irq, "cannot read its CPUs", r);
	if (cpus_within(&before.cpus, &work->fast.cpus)) {
		log_event(LOG_RIGHT, &e, "interrupt %s of %s: is on CPUs %s already", irq, work->controller, before.list);
		return 0;
	}
	if (work->look)
		return show(work, irq, work->controller, &work->fast, &before);
	/* before the change: nothing must be changed that cannot be given back */
	is_new = take_note(irq, work, &before);
	if (is_new < 0)
		return failed(irq, "not moved: cannot record its CPUs in " STATE_DIR, is_new);
	r = move(irq, &work->fast, "cannot be moved", &written);
	/* without a note only what is known to be where it was */
	if (r < 0 && is_new && (!written || (affinity_read(irq, &now) == 0 && affinity_is(&now, &before))))
		forget(irq);
	if (r < 0)
		return r;
	log_event(LOG_INFO, &e, "interrupt %s of %s: CPUs %s, before %s", irq, work->controller, work->fast.list, before.list);
	return 0;
}

static int pin_one(const char *irq, void *data)
{
	struct work *work = data;
	int r = pin(irq, work);

	if (r < 0 && !work->error)
		work->error = r;
	return 0;
}

/* An interrupt's number may belong to another device since. 1 with its CPUs, 0 if it does, or
 * an errno that says nothing about it. */
static int look_at(const char *irq, const char *controller, struct affinity *ret)
{
	char path[PATH_MAX];
	int r;

	snprintf(path, sizeof(path), "/sys/bus/pci/devices/%s/msi_irqs/%s", controller, irq);
	r = access(path, F_OK) < 0 ? -errno : affinity_read(irq, ret);
	return r == 0 ? 1 : sysfs_is_trouble(r) ? r : 0;
}

static int give_back(const char *irq, void *data)
{
	struct log_event e = { .action = "irq" };
	struct work *work = data;
	struct affinity now;
	struct note note;
	int r = note_read(irq, &note), there = r, forgotten;

	if (r == 0)
		there = look_at(irq, note.controller, &now);
	/* for the next time */
	if (sysfs_is_trouble(there))
		return failed(irq, r < 0 ? "cannot read the record of its former CPUs" : "cannot read its CPUs", there);
	if (work->look)
		return there > 0 && affinity_is(&now, &note.ours) ? show(work, irq, note.controller, &note.before, &now) : 0;
	if (r < 0) {
		failed(irq, "the record of its former CPUs is invalid and was dropped", r);
	} else if (there == 0) {
		log_event(LOG_DEBUG, &e, "interrupt %s: is no longer one of %s", irq, note.controller);
	} else if (!affinity_is(&now, &note.ours)) {
		log_event(LOG_INFO, &e, "interrupt %s of %s: not touched, since somebody else set CPUs %s", irq, note.controller, now.list);
	} else {
		r = move(irq, &note.before, "cannot restore its CPUs", NULL);
		if (r < 0)
			return r;
		log_event(LOG_INFO, &e, "interrupt %s of %s: CPUs %s again", irq, note.controller, note.before.list);
	}
	forgotten = forget(irq);
	return r < 0 ? r : forgotten;
}

/* Reads the kernel's list of performance cores; -ENOENT on CPUs of one kind. */
static int read_fast(struct affinity *ret)
{
	char list[CPU_LIST_SIZE];
	int r = sysfs_read("/sys/devices/cpu_core", "cpus", list, sizeof(list));

	return r < 0 ? r : affinity_parse(list, ret);
}

static int pin_all(struct work *work)
{
	_cleanup_(machine_free) struct machine machine = { 0 };
	struct log_event e = { .action = "irq" };

	e.error = read_fast(&work->fast);
	if (e.error == -ENOENT) {
		e.error = 0;
		log_event(LOG_RIGHT, &e, "nothing to do: all CPUs are of one kind");
		return 0;
	}
	if (!e.error)
		e.error = machine_read(&machine);
	if (e.error) {
		log_event(LOG_ERR, &e, "cannot tell which CPUs are performance cores of this machine");
		return e.error;
	}
	for (size_t i = 0; i < machine.n_controllers; i++) {
		work->controller = machine.controllers[i].address;
		e.error = irqs_each(work->controller, pin_one, work);
		if (e.error < 0)
			log_event(LOG_ERR, &e, "the interrupts of %s cannot be listed", work->controller);
		work->error = work->error ? work->error : e.error;
	}
	return work->error;
}

int main(int argc, char *argv[])
{
	static const struct option options[] = { OPTIONS_COMMON, { "dry-run", no_argument, NULL, 'n' }, { 0 } };
	enum { APPLY, UNDO };
	static const char *const verbs[] = { [APPLY] = "apply", [UNDO] = "undo" };
	static struct work work;
	int c, verb, r, r2;
	bool undo;

	log_open("tbnet-irq");
	conf_load();
	while ((c = options_next(argc, argv, options, help, &r)) > 0)
		work.look = true;
	if (c == 0)
		return r;
	verb = OPTIONS_VERB(argc, argv, help, verbs);
	if (verb < 0 || !options_end(argc, argv))
		return EXIT_USAGE;
	undo = verb == UNDO;
	if (undo || (!conf_bool(CONF_IRQ) && !conf_bool(CONF_AWAKE)))
		log_plain(LOG_RIGHT, "%srestoring what tbnet-irq changed before", undo ? "" : "TBNET_IRQ and TBNET_AWAKE are no: ");
	r = conf_bool(CONF_IRQ) && !undo ? pin_all(&work) : notes_each(give_back, &work);
	r2 = conf_bool(CONF_AWAKE) && !undo ? power_keep_awake(work.look) : power_give_back(work.look);
	if (r < 0 || r2 < 0)
		return EXIT_FAILED;
	return options_printed(work.todo || r2 > 0 ? EXIT_PARTLY : EXIT_DONE);
}
