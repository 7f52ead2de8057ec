/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-modules: load thunderbolt_net and what it needs through libkmod, and read that back; or print exactly why not. */
#include <errno.h>
#include <libkmod.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "cleanup.h"
#include "conf.h"
#include "log.h"
#include "options.h"
#include "reason.h"

DEFINE_CLEANUP(struct kmod_ctx *, cleanup_ctx, kmod_unref)
DEFINE_CLEANUP(struct kmod_module *, cleanup_module, kmod_module_unref)
DEFINE_CLEANUP(struct kmod_list *, cleanup_list, kmod_module_unref_list)

/* A peer offers its link only while this is loaded on both sides. */
#define MODULE	"thunderbolt_net"

static const char help[] =
	"Usage: tbnet-modules\n"
	"\n"
	"Loads kernel module " MODULE " and what it needs, or reports why it cannot.\n"
	"\n"
	OPTIONS_HELP;

/* The module that libkmod tried last; its callbacks get no data of the caller. */
static char tried[128];

static int failed(const char *name, const char *which, const char *outcome, const char *reason)
{
	struct log_event e = { .action = "load", .id = LOG_ID_MODULE, .outcome = outcome };

	if (!reason)
		reason = "cannot be loaded: out of memory";
	if (strcmp(which, name) == 0)
		log_event(LOG_ERR, &e, "%s: %s", which, reason);
	else
		log_event(LOG_ERR, &e, "%s: needs %s: %s", name, which, reason);
	return EXIT_FAILED;
}

/* True, and said, if it is there; NOW: because of us. */
static bool present(struct kmod_module *module, const char *name, int priority, bool now)
{
	static const struct {
		const char *outcome, *what;
	} states[] = {
		[KMOD_MODULE_BUILTIN] = { "builtin", "built into the kernel" },
		[KMOD_MODULE_LIVE] = { "already", "already loaded" },
		[KMOD_MODULE_COMING] = { "coming", "the kernel is loading it right now" },
	};
	int state = kmod_module_get_initstate(module);
	struct log_event e = { .action = "load", .id = LOG_ID_MODULE };

	if (state < 0 || state == KMOD_MODULE_GOING)
		return false;
	now &= state == KMOD_MODULE_LIVE;
	e.outcome = now ? "loaded" : states[state].outcome;
	log_event(priority, &e, "%s: %s", name, now ? "loaded" : states[state].what);
	return true;
}

/* Neither the module nor a missing one that it needs may be denied: an
 * administrator who denies "thunderbolt" wants no Thunderbolt. */
static char *denied(struct kmod_ctx *ctx, struct kmod_module *module, const char *name, const char **ret_which)
{
	_cleanup_(cleanup_list) struct kmod_list *needed = kmod_module_get_dependencies(module);
	char *reason = reason_denied(ctx, module);
	struct kmod_list *i;

	*ret_which = name;
	kmod_list_foreach(i, needed) {
		_cleanup_(cleanup_module) struct kmod_module *need = kmod_module_get_module(i);

		if (reason || kmod_module_get_initstate(need) >= 0)
			continue;
		snprintf(tried, sizeof(tried), "%s", kmod_module_get_name(need));
		*ret_which = tried;
		reason = reason_denied(ctx, need);
	}
	return reason;
}

static void trying(struct kmod_module *module, bool install, const char *options)
{
	(void)install;
	(void)options;
	snprintf(tried, sizeof(tried), "%s", kmod_module_get_name(module));
}

/* Only what softdep lines add can come here; libkmod goes on without it. */
static int skip_install(struct kmod_module *module, const char *command, void *data)
{
	(void)command;
	(void)data;
	log_plain(LOG_WARNING, "%s: has an install command in modprobe.d, which tbnet does not run; going on",
		  kmod_module_get_name(module));
	return -ECANCELED;
}

static int probe(struct kmod_module *module, const char *name)
{
	_cleanup_free_ char *reason = NULL;
	int r = kmod_module_probe_insert_module(module, 0, NULL, skip_install, NULL, trying);

	if (r == 0 && present(module, name, LOG_INFO, true))
		return EXIT_DONE;
	reason = r == 0 ? strdup("the kernel reported no error, but /sys/module does not list it; see: journalctl -k") :
		 reason_refused(r);
	return failed(name, r < 0 && *tried ? tried : name, "failed", reason);
}

/* Loads module NAME for the running kernel. Logs what came of it and returns the exit code. */
static int load_module(const char *name)
{
	_cleanup_(cleanup_ctx) struct kmod_ctx *ctx = NULL;
	_cleanup_(cleanup_module) struct kmod_module *module = NULL;
	_cleanup_free_ char *dir = NULL, *reason = NULL;
	struct utsname kernel;
	const char *which;

	if (uname(&kernel) < 0 || asprintf(&dir, "/lib/modules/%s", kernel.release) < 0) {
		dir = NULL;
		return failed(name, name, "failed", NULL);
	}
	ctx = kmod_new(dir, NULL);
	if (!ctx || kmod_module_new_from_name(ctx, name, &module) < 0)
		return failed(name, name, "failed", NULL);
	if (present(module, name, LOG_RIGHT, false))
		return EXIT_DONE;
	if (!kmod_module_get_path(module)) {
		reason = reason_missing(dir, kernel.release);
		return failed(name, name, "missing", reason);
	}
	reason = denied(ctx, module, name, &which);
	return reason ? failed(name, which, "denied", reason) : probe(module, name);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = { OPTIONS_COMMON, { 0 } };
	int r;

	log_open("tbnet-modules");
	conf_load();
	if (options_next(argc, argv, options, help, &r) == 0)
		return r;
	return !options_end(argc, argv) ? EXIT_USAGE : load_module(MODULE);
}
