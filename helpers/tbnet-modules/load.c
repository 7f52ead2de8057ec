/* SPDX-License-Identifier: GPL-2.0-or-later */
/* load: one module and what it needs, through libkmod, read back. */
#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "log.h"
#include "open.h"
#include "options.h"
#include "reason.h"
#include "text.h"

/* What libkmod tried last; its callbacks have no data of the caller. */
static char tried[128];
static char tried_path[4096];	/* PATH_MAX */

static int failed(const struct module *m, const char *which, const char *outcome, const char *reason)
{
	struct log_event e = { .action = "load", .id = LOG_ID_MODULE, .outcome = outcome };

	if (!reason)
		reason = "cannot be loaded: out of memory";
	if (strcmp(which, m->name) == 0)
		log_event(LOG_ERR, &e, "%s: %s", which, reason);
	else
		log_event(LOG_ERR, &e, "%s: needs %s: %s", m->name, which, reason);
	return EXIT_FAILED;
}

static void say(const struct module *m, int priority, const char *outcome, const char *what)
{
	log_event(priority, &(struct log_event){ .action = "load", .id = LOG_ID_MODULE, .outcome = outcome },
		  "%s: %s", m->name, what);
}

/* What the running kernel has says nothing about another root. */
static bool is_foreign(const struct module *m)
{
	return *m->root;
}

/* True, and said, if it is there; NOW: because of us. */
static bool present(const struct module *m, int priority, bool now)
{
	int state = kmod_module_get_initstate(m->module);

	if (state == KMOD_MODULE_BUILTIN)
		say(m, priority, "builtin", "built into the kernel");
	else if (state == KMOD_MODULE_LIVE && !is_foreign(m))
		say(m, priority, now ? "loaded" : "already", now ? "loaded" : "is loaded already");
	else if (state == KMOD_MODULE_COMING && !is_foreign(m))
		say(m, priority, "coming", "is just being loaded");
	else
		return false;
	return true;
}

/* Neither the module nor what it needs and is not there yet may be denied: an
 * administrator who denies "thunderbolt" wants no Thunderbolt. */
static char *denied(const struct module *m, const char **ret_which)
{
	_cleanup_(cleanup_list) struct kmod_list *needed = kmod_module_get_dependencies(m->module);
	struct kmod_list *i;
	char *reason = reason_denied(m->ctx, m->dirs, m->name);

	*ret_which = m->name;
	kmod_list_foreach(i, needed) {
		_cleanup_(cleanup_module) struct kmod_module *need = kmod_module_get_module(i);

		if (reason)
			break;
		if (!is_foreign(m) && kmod_module_get_initstate(need) >= 0)
			continue;
		snprintf(tried, sizeof(tried), "%s", kmod_module_get_name(need));
		*ret_which = tried;
		reason = reason_denied(m->ctx, m->dirs, tried);
	}
	return reason;
}

static void trying(struct kmod_module *module, bool install, const char *options)
{
	const char *path = kmod_module_get_path(module);

	(void)install;
	(void)options;
	snprintf(tried, sizeof(tried), "%s", kmod_module_get_name(module));
	snprintf(tried_path, sizeof(tried_path), "%s", path ? path : tried);
}

static void would_load(struct kmod_module *module, bool install, const char *options)
{
	_cleanup_free_ char *line = NULL;
	int n;

	if (install)
		return;
	n = asprintf(&line, "%s %s", kmod_module_get_path(module), options);
	if (n < 0) {
		line = NULL;
		return;
	}
	while (line[n - 1] == ' ')	/* libkmod leaves one behind the options */
		line[--n] = '\0';
	text_defuse(line);
	puts(line);
}

/* Only what softdep lines add can come here; libkmod goes on without it. */
static int skip_install(struct kmod_module *module, const char *command, void *data)
{
	(void)command;
	(void)data;
	log_plain(LOG_WARNING, "%s: has an install command in modprobe.d, which is not run; going on without it",
		  kmod_module_get_name(module));
	return -ECANCELED;
}

static int show(const struct module *m)
{
	int r = kmod_module_probe_insert_module(m->module,
						KMOD_PROBE_DRY_RUN | (is_foreign(m) ? KMOD_PROBE_IGNORE_LOADED : 0),
						NULL, skip_install, NULL, would_load);

	if (r < 0)
		return failed(m, m->name, "failed", strerror(-r));
	return options_printed(EXIT_DONE);
}

static int insert(const struct module *m)
{
	int r = kmod_module_probe_insert_module(m->module, 0, NULL, skip_install, NULL, trying);

	if (r < 0) {
		_cleanup_free_ char *reason = reason_refused(tried, tried_path, r);

		return failed(m, *tried ? tried : m->name, "failed", reason);
	}
	if (present(m, LOG_INFO, true))
		return EXIT_DONE;
	return failed(m, m->name, "failed", "taken by the kernel without an error, but it is not in /sys/module; see: journalctl -k");
}

int load_module(const char *name, const char *root, bool look)
{
	_cleanup_open_ struct module m;
	_cleanup_free_ char *reason = NULL;
	const char *which;
	int r = module_open(&m, name, root);

	if (r < 0)
		return failed(&m, name, "failed", strerror(-r));
	if (present(&m, look ? LOG_INFO : LOG_DEBUG, false))
		return EXIT_DONE;
	if (!kmod_module_get_path(m.module)) {
		reason = reason_missing(root, m.dir, m.kernel.release);
		return failed(&m, name, "missing", reason);
	}
	reason = denied(&m, &which);
	if (reason)
		return failed(&m, which, "denied", reason);
	return look ? show(&m) : insert(&m);
}
