/* SPDX-License-Identifier: GPL-2.0-or-later */
/* load: one module and what it needs, through libkmod, read back. */
#include "load.h"

#include <errno.h>
#include <libkmod.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "cleanup.h"
#include "log.h"
#include "options.h"
#include "reason.h"
#include "text.h"
#include "where.h"

DEFINE_CLEANUP(struct kmod_ctx *, cleanup_ctx, kmod_unref)
DEFINE_CLEANUP(struct kmod_module *, cleanup_module, kmod_module_unref)
DEFINE_CLEANUP(struct kmod_list *, cleanup_list, kmod_module_unref_list)

struct load {
	const char *name;
	const char *root;
	struct kmod_ctx *ctx;
	struct kmod_module *module;
	char *dirs[WHERE_DIRS + 1];	/* modprobe.d */
	bool foreign;			/* modules of another root */
};

/* The module that libkmod tried last; its callbacks have no data of the caller. */
static char tried[128];
static char tried_path[4096];	/* PATH_MAX */

static int failed(const struct load *l, const char *module, const char *outcome, const char *reason)
{
	struct log_event e = { .action = "load", .id = LOG_ID_MODULE, .outcome = outcome };

	if (!reason)
		reason = "cannot be loaded: out of memory";
	if (strcmp(module, l->name) == 0)
		log_event(LOG_ERR, &e, "%s: %s", module, reason);
	else
		log_event(LOG_ERR, &e, "%s: needs %s: %s", l->name, module, reason);
	return EXIT_FAILED;
}

static void say(const struct load *l, int priority, const char *outcome, const char *what)
{
	log_event(priority, &(struct log_event){ .action = "load", .id = LOG_ID_MODULE, .outcome = outcome },
		  "%s: %s", l->name, what);
}

/* True, and said, if it is there; NOW: because of us. */
static bool present(const struct load *l, int priority, bool now)
{
	int state = kmod_module_get_initstate(l->module);

	if (state == KMOD_MODULE_BUILTIN)
		say(l, priority, "builtin", "built into the kernel");
	else if (state == KMOD_MODULE_LIVE && !l->foreign)
		say(l, priority, now ? "loaded" : "already", now ? "loaded" : "is loaded already");
	else if (state == KMOD_MODULE_COMING && !l->foreign)
		say(l, priority, "coming", "is just being loaded");
	else
		return false;
	return true;
}

/* Neither the module nor what it needs and is not loaded yet may be denied: an
 * administrator who denies "thunderbolt" wants no Thunderbolt. */
static char *denied(const struct load *l, const char **ret_module)
{
	_cleanup_(cleanup_list) struct kmod_list *needed = kmod_module_get_dependencies(l->module);
	struct kmod_list *i;
	char *reason = reason_denied(l->ctx, l->dirs, l->name);

	*ret_module = l->name;
	kmod_list_foreach(i, needed) {
		_cleanup_(cleanup_module) struct kmod_module *m = kmod_module_get_module(i);

		if (reason)
			break;
		if (!l->foreign && kmod_module_get_initstate(m) >= 0)
			continue;
		snprintf(tried, sizeof(tried), "%s", kmod_module_get_name(m));
		*ret_module = tried;
		reason = reason_denied(l->ctx, l->dirs, tried);
	}
	return reason;
}

static void trying(struct kmod_module *m, bool install, const char *options)
{
	const char *path = kmod_module_get_path(m);

	(void)install;
	(void)options;
	snprintf(tried, sizeof(tried), "%s", kmod_module_get_name(m));
	snprintf(tried_path, sizeof(tried_path), "%s", path ? path : tried);
}

static void would_load(struct kmod_module *m, bool install, const char *options)
{
	_cleanup_free_ char *line = NULL;

	if (install || asprintf(&line, "%s%s%s", kmod_module_get_path(m), *options ? " " : "", options) < 0) {
		line = NULL;
		return;
	}
	text_defuse(line);
	puts(line);
}

/* Only what softdep lines add can come here; libkmod goes on without it. */
static int skip_install(struct kmod_module *m, const char *command, void *data)
{
	(void)command;
	(void)data;
	log_plain(LOG_WARNING, "%s: has an install command in modprobe.d, which is not run; going on without it",
		  kmod_module_get_name(m));
	return -ECANCELED;
}

static int look_up(const struct load *l)
{
	int r = kmod_module_probe_insert_module(l->module,
						KMOD_PROBE_DRY_RUN | (l->foreign ? KMOD_PROBE_IGNORE_LOADED : 0),
						NULL, skip_install, NULL, would_load);

	if (r < 0)
		return failed(l, l->name, "failed", strerror(-r));
	return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}

static int insert(const struct load *l)
{
	int r = kmod_module_probe_insert_module(l->module, 0, NULL, skip_install, NULL, trying);

	if (r < 0) {
		_cleanup_free_ char *reason = reason_refused(tried, tried_path, r);

		return failed(l, *tried ? tried : l->name, "failed", reason);
	}
	if (present(l, LOG_INFO, true))
		return EXIT_DONE;
	return failed(l, l->name, "failed", "taken by the kernel without an error, but it is not in /sys/module; see: journalctl -k");
}

static int open_modules(struct load *l, const char *dir)
{
	int r = where_dirs(l->root, l->dirs);

	if (r < 0)
		return r;
	l->ctx = kmod_new(dir, (const char *const *)l->dirs);
	return l->ctx ? kmod_module_new_from_name(l->ctx, l->name, &l->module) : -ENOMEM;
}

static int load_from(struct load *l, const char *dir, const char *release, bool look)
{
	_cleanup_free_ char *reason = NULL;
	const char *which;

	if (present(l, look ? LOG_INFO : LOG_DEBUG, false))
		return EXIT_DONE;
	if (!kmod_module_get_path(l->module)) {
		reason = reason_missing(l->root, dir, release);
		return failed(l, l->name, "missing", reason);
	}
	reason = denied(l, &which);
	if (reason)
		return failed(l, which, "denied", reason);
	return look ? look_up(l) : insert(l);
}

static void close_modules(struct load *l)
{
	kmod_module_unref(l->module);
	kmod_unref(l->ctx);
	where_dirs_free(l->dirs);
}

int load_module(const char *module, const char *root, bool look)
{
	struct load l = { .name = module, .root = root, .foreign = *root };
	_cleanup_free_ char *dir = NULL;
	struct utsname u;
	int r;

	if (uname(&u) < 0)
		return failed(&l, module, "failed", strerror(errno));
	if (asprintf(&dir, "%s/lib/modules/%s", root, u.release) < 0) {
		dir = NULL;
		return failed(&l, module, "failed", NULL);
	}
	r = open_modules(&l, dir);
	r = r < 0 ? failed(&l, module, "failed", strerror(-r)) : load_from(&l, dir, u.release, look);
	close_modules(&l);
	return r;
}
