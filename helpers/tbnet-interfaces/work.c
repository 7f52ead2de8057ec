/* SPDX-License-Identifier: GPL-2.0-or-later */
/* work: do the work of one call of tbnet-interfaces. */
#include "work.h"

#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "diff.h"
#include "interfaces.h"
#include "lock.h"
#include "log.h"
#include "mtu.h"
#include "look.h"
#include "options.h"
#include "perform.h"
#include "revise.h"

/* PVE's own lock, held while its GUI or API changes the file (PVE/API2/Network.pm). */
#define PVE_LOCK	"/etc/network/.pve-interfaces.lock"

void work_free(struct work *w)
{
	words_free(&w->names);
	node_free(&w->before);
	node_free(&w->after);
}

/* A link is followed: whoever made it means the file that it leads to. */
static int read_file(struct work *w)
{
	struct log_event e = { 0 };
	const char *why;

	e.error = realpath(INTERFACES_FILE, w->path) ? node_read(w->path, &w->before) : -errno;
	if (e.error == 0 && w->before.type == NODE_FILE)
		return 0;
	why = e.error == -EMLINK ? "it has hard links" : e.error == -EFBIG ? "it is too large" :
	      e.error == -ENOENT ? "it does not exist, so neither ifupdown2 nor ifupdown configures this machine" :
	      e.error == -ENOTSUP || e.error == 0 ? "it is not a regular file" : NULL;
	e.error = why ? 0 : e.error;
	log_event(LOG_ERR, &e, INTERFACES_FILE " cannot be used%s%s", why ? ": " : "", why ? why : "");
	return e.error < 0 ? e.error : -ENOTSUP;
}

static int check(const struct work *w)
{
	int ret = EXIT_DONE;

	for (size_t i = 0; i < w->names.n; i++) {
		struct log_event e = { .ifname = w->names.v[i] };
		int r = look(w->before.text, w->before.size, w->names.v[i], mtu_setting(w->names.v[i]));

		e.error = r;
		if (r < 0) {
			log_event(LOG_ERR, &e, "cannot search for its stanza");
			return EXIT_FAILED;
		}
		if (r == 0)
			ret = EXIT_PARTLY;
	}
	return options_printed(ret);
}

static const char *why_not(int r)
{
	return r == -ENOTSUP ? "it is a template, whose stanzas only ifupdown2 knows; edit it by hand" :
	       r == -EBADMSG ? "a backslash at the end of a line would swallow the new stanza" :
	       r == -EILSEQ ? "it has a NUL byte, so it is no text" : NULL;
}

/* A stanza that is there is completed if it is bare, and no file of interfaces(5) gives the interface an MTU. */
static int add(const struct work *w, const char *ifname, char **ret, size_t *ret_size)
{
	_cleanup_(interfaces_free) struct stanza s = { 0 };
	unsigned mtu = mtu_setting(ifname);
	int r = revise_add(w->after.text, w->after.size, ifname, mtu, ret, ret_size);

	if (r)
		return r;
	r = interfaces_find(INTERFACES_FILE, IFUPDOWN_2, ifname, &s);
	return r < 0 || s.mtu ? r : revise_complete(w->after.text, w->after.size, ifname, mtu, ret, ret_size);
}

/* One interface more in or out; w->after has the text so far. Returns 1 if it changed. */
static int revise(struct work *w, const char *ifname)
{
	struct log_event e = { .ifname = ifname };
	char *text = NULL;
	size_t size = 0;
	int r;

	if (w->verb == 'a')
		r = add(w, ifname, &text, &size);
	else
		r = revise_remove(w->after.text, w->after.size, ifname, &text, &size);
	if (r < 0) {
		const char *why = why_not(r);

		e.error = why ? 0 : r;
		log_event(LOG_ERR, &e, "nothing was changed in %s%s%s", w->path, why ? ": " : "", why ? why : "");
		return r;
	}
	if (r == 0)
		return 0;
	free(w->after.text);
	w->after.text = text;
	w->after.size = size;
	return 1;
}

static int say_no_memory(void)
{
	log_event(LOG_ERR, &(struct log_event){ .error = -ENOMEM }, "nothing was changed");
	return -ENOMEM;
}

/* Returns the number of interfaces for which something changes. */
static int revise_all(struct work *w)
{
	int changed = 0, r = node_edit(&w->before, w->before.text, w->before.size, &w->after);

	if (r < 0)
		return say_no_memory();
	for (size_t i = 0; i < w->names.n && r >= 0; i++) {
		r = revise(w, w->names.v[i]);
		changed += r > 0;
	}
	return r < 0 ? r : changed;
}

static int show(const struct work *w, bool changed)
{
	const struct diff_text before = { w->before.text, w->before.size }, after = { w->after.text, w->after.size };
	struct log_event e = { .error = diff_print(stdout, w->path, &before, &after, isatty(STDOUT_FILENO)) };

	if (e.error < 0) {
		log_event(LOG_ERR, &e, "%s: cannot show its change", w->path);
		return EXIT_FAILED;
	}
	return options_printed(changed ? EXIT_PARTLY : EXIT_DONE);
}

/* Compares the wanted stanzas with the file. A remove does not touch stanzas that somebody changed. */
static int judge(struct work *w)
{
	int ret = EXIT_DONE;

	node_free(&w->before);
	if (read_file(w) < 0)
		return EXIT_FAILED;
	if (w->verb == 'a')
		return check(w);
	for (size_t i = 0; i < w->names.n; i++) {
		size_t number = look_for(w->before.text, w->before.size, w->names.v[i]);

		if (!number)
			continue;
		log_event(LOG_WARNING, &(struct log_event){ .ifname = w->names.v[i] },
			  INTERFACES_FILE ":%zu: not removed, since somebody changed this stanza after add wrote it", number);
		ret = EXIT_PARTLY;
	}
	return ret;
}

static int change_file(struct work *w)
{
	_cleanup_(changes_free) struct changes changes = { 0 };
	struct node before = w->before, after = w->after;

	w->before = w->after = (struct node){ 0 };
	if (changes_add(&changes, w->path, &before, &after) < 0)
		return say_no_memory();
	return perform_changes(&changes, WORK_PROGRAM);
}

/* Holds off others, and refuses while PVE has a change of its own pending. */
static int take_locks(const struct work *w, int *ret_lock, int *ret_pve)
{
	struct log_event e = { 0 };

	if (!w->dry_run) {
		*ret_lock = perform_lock();
		if (*ret_lock < 0)
			return *ret_lock;
		*ret_pve = lock_take(PVE_LOCK, false);
		if (*ret_pve < 0 && *ret_pve != -ENOENT) {
			e.error = *ret_pve;
			log_event(LOG_ERR, &e, "nothing was changed: no lock on " PVE_LOCK);
			return e.error;
		}
	}
	if (access(INTERFACES_NEW, F_OK) == 0) {
		log_plain(LOG_ERR, "nothing was changed: " INTERFACES_NEW " is pending; "
			  "apply or revert it first, in PVE's GUI under Network");
		return -EBUSY;
	}
	return 0;
}

int work_change(struct work *w)
{
	_cleanup_fd_ int lock = -1, pve = -1;
	int r;

	if (take_locks(w, &lock, &pve) < 0)
		return EXIT_FAILED;
	if (w->verb == 'u') {
		r = perform_undo(WORK_PROGRAM, w->dry_run, NULL, NULL);
		return r < 0 ? EXIT_FAILED : r > 0 && w->dry_run ? EXIT_PARTLY : EXIT_DONE;
	}
	if (read_file(w) < 0)
		return EXIT_FAILED;
	if (strcmp(w->path, INTERFACES_FILE) != 0)
		log_plain(LOG_INFO, INTERFACES_FILE " is a symbolic link to %s; that file changes", w->path);
	r = revise_all(w);
	if (r < 0)
		return EXIT_FAILED;
	if (w->dry_run)
		return show(w, r > 0);
	if (r > 0 && change_file(w) < 0)
		return EXIT_FAILED;
	return judge(w);
}

int work_check(struct work *w)
{
	if (read_file(w) < 0)
		return EXIT_FAILED;
	if (access(INTERFACES_NEW, F_OK) == 0)
		log_plain(LOG_WARNING, INTERFACES_NEW " is pending and may differ");
	return check(w);
}
