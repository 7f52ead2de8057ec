/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reason: find why a module is missing or not loaded, and the next step. */
#ifndef TBNET_REASON_H
#define TBNET_REASON_H

#include <libkmod.h>

/* All return a text to be freed, NULL without memory. */

/* Why modprobe.d(5) or the kernel command line keep libkmod from loading the module: deny-listed, or an
 * install command (never run: it is a line for a shell). NULL also if it may be loaded. */
char *reason_denied(struct kmod_ctx *ctx, struct kmod_module *module);

/* Why the modules of kernel RELEASE in DIR have none of this name. */
char *reason_missing(const char *dir, const char *release);

/* Why the kernel did not take the module, by its negative errno. */
char *reason_refused(int error);

#endif
