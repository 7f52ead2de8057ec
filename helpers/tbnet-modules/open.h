/* SPDX-License-Identifier: GPL-2.0-or-later */
/* open: one module as libkmod sees it, for the running kernel. */
#ifndef TBNET_OPEN_H
#define TBNET_OPEN_H

#include <libkmod.h>
#include <sys/utsname.h>

#include "cleanup.h"
#include "where.h"

struct module {
	const char *name;
	const char *root;		/* "" for / */
	struct utsname kernel;
	char *dir;			/* ROOT/lib/modules/RELEASE */
	char *dirs[WHERE_DIRS + 1];	/* ROOT's modprobe.d */
	struct kmod_ctx *ctx;
	struct kmod_module *module;
};

/* To be closed in any case. Returns 0 or a negative errno. */
int module_open(struct module *m, const char *name, const char *root);
void module_close(struct module *m);
#define _cleanup_open_	_cleanup_(module_close)

DEFINE_CLEANUP(struct kmod_module *, cleanup_module, kmod_module_unref)
DEFINE_CLEANUP(struct kmod_list *, cleanup_list, kmod_module_unref_list)

#endif
