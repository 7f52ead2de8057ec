/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-interfaces: check, add and remove stanzas for the links in /etc/network/interfaces. */
#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "conf.h"
#include "log.h"
#include "options.h"
#include "picture.h"
#include "port.h"
#include "text.h"
#include "work.h"

static const char help[] =
	"Usage: tbnet-interfaces check|add|remove|undo [--dry-run] [--force] [IF...]\n"
	"  check   show whether the stanzas exist, with the right mtu\n"
	"  add     add them above the first source line; change no other stanza\n"
	"  remove  remove what add added\n"
	"  undo    restore the file as it was before the last add or remove\n"
	"\n"
	"With stanzas in /etc/network/interfaces Proxmox VE's GUI lists the links, and\n"
	"nothing sets their MTU back. Without IF: the links that tbnet names on this machine.\n"
	"\n"
	"  --dry-run        show the change as a diff, and make none\n"
	"  --force          add: also for an interface that is no Thunderbolt link\n"
	OPTIONS_HELP;

static bool is_planned(const struct picture *picture, const char *name)
{
	for (size_t i = 0; i < picture->plan.n; i++)
		if (strcmp(picture->plan.v[i].name, name) == 0)
			return true;
	return false;
}

/* Each name that was given is that of a link, or of one that may come; false after saying which is not. */
static bool are_ours(const struct work *w)
{
	_cleanup_(picture_free) struct picture picture = { 0 };
	int r = picture_take(&picture);

	for (size_t i = 0; i < w->names.n; i++) {
		const char *name = w->names.v[i];

		if (r < 0 || is_planned(&picture, name) || port_is_ours(name, (int)if_nametoindex(name)))
			continue;
		log_event(LOG_ERR, &(struct log_event){ .ifname = name },
			  "no Thunderbolt link has this name or would get it; to add its stanza anyway: --force");
		return false;
	}
	return true;
}

/* The names of this machine's links, where none was given. */
static int find_names(struct work *w)
{
	_cleanup_(picture_free) struct picture picture = { 0 };
	struct log_event e = { .error = w->names.n ? 0 : picture_take(&picture) };

	for (size_t i = 0; i < picture.plan.n && e.error == 0; i++)
		if (*picture.plan.v[i].name && !words_have(&w->names, picture.plan.v[i].name))
			e.error = words_add(&w->names, picture.plan.v[i].name);
	if (e.error < 0)
		log_event(LOG_ERR, &e, "cannot read the controllers and links of this machine");
	else if (!w->names.n)
		log_plain(LOG_ERR, "no Thunderbolt controller on this machine; next: give the names, such as: tbnet-interfaces check en05");
	return e.error < 0 ? e.error : w->names.n ? 0 : -ENODEV;
}

/* The verb and the names; false after saying what does not fit. */
static bool read_words(struct work *w, int argc, char *argv[])
{
	static const char *const verbs[] = { "check", "add", "remove", "undo" };
	int verb = OPTIONS_VERB(argc, argv, help, verbs);

	if (verb < 0)
		return false;
	w->verb = verbs[verb][0];
	if (w->verb == 'u' && !options_end(argc, argv))
		return false;
	if (w->verb == 'c' && w->dry_run) {
		log_plain(LOG_ERR, "--dry-run is for add, remove and undo");
		return false;
	}
	for (; optind < argc; optind++) {
		const char *name = argv[optind];

		if (!text_is_ifname(name)) {
			log_plain(LOG_ERR, "\"%s\" cannot be the name of an interface", name);
			return false;
		}
		if (!words_have(&w->names, name) && words_add(&w->names, name) < 0)
			return false;
	}
	return true;
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		OPTIONS_COMMON, { "dry-run", no_argument, NULL, 'n' }, { "force", no_argument, NULL, 'f' }, { 0 }
	};
	_cleanup_(work_free) struct work w = { 0 };
	bool force = false;
	int c, r;

	umask(022);
	log_open(WORK_PROGRAM);
	conf_load();
	while ((c = options_next(argc, argv, options, help, &r)) > 0)
		*(c == 'n' ? &w.dry_run : &force) = true;
	if (c == 0)
		return r;
	if (!read_words(&w, argc, argv) || (w.verb == 'a' && !force && !are_ours(&w)))
		return EXIT_USAGE;
	w.mtu = conf_number(CONF_MTU);
	if (w.verb != 'u' && find_names(&w) < 0)
		return EXIT_FAILED;
	return w.verb == 'c' ? work_check(&w) : work_change(&w);
}
