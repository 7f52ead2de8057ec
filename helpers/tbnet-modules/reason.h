/* SPDX-License-Identifier: GPL-2.0-or-later */
/* reason: why a module is not there or not loaded, and the next step. */
#ifndef TBNET_REASON_H
#define TBNET_REASON_H

#include <libkmod.h>

/* All return a text to be freed; NULL: no reason known (or no memory). */

/* Why libkmod must not load the module by the configuration in DIRS
 * (where_dirs()): deny-listed, an install command (never run: it is a line for a
 * shell), an alias for another name. NULL if it may be loaded. */
char *reason_denied(struct kmod_ctx *ctx, char *const dirs[], const char *module);

/* Why the modules of kernel RELEASE in DIR, below ROOT ("" for /), have none of
 * this name. */
char *reason_missing(const char *root, const char *dir, const char *release);

/* Why the kernel did not take the module in file PATH, by its negative errno. */
char *reason_refused(const char *module, const char *path, int error);

#endif
