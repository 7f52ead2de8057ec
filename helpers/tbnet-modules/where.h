/* SPDX-License-Identifier: GPL-2.0-or-later */
/* where: file and line of what modprobe.d(5) says about a module. */
#ifndef TBNET_WHERE_H
#define TBNET_WHERE_H

/* The directories of modprobe.d(5) below ROOT ("" for /), most important first,
 * NULL after the last; as kmod_new() takes them. */
#define WHERE_DIRS	5
int where_dirs(const char *root, char *ret[WHERE_DIRS + 1]);
void where_dirs_free(char *dirs[]);

/* "FILE:LINE" of the first DIRECTIVE (blacklist, install, alias) for MODULE, in
 * the order and with the precedence of libkmod, which keeps no file names.
 * Returns 0, or -ENOENT if no file has it. */
int where_find(char *const dirs[], const char *directive, const char *module, char **ret);

#endif
