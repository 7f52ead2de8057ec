/* SPDX-License-Identifier: GPL-2.0-or-later */
/* load: load a module and its dependencies through libkmod, and read that back. */
#ifndef TBNET_LOAD_H
#define TBNET_LOAD_H

/* Loads module NAME for the running kernel. Logs what came of it and returns the exit code. */
int load_module(const char *name);

#endif
