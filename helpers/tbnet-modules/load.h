/* SPDX-License-Identifier: GPL-2.0-or-later */
/* load: one module and what it needs, through libkmod, read back. */
#ifndef TBNET_LOAD_H
#define TBNET_LOAD_H

/* Loads module NAME for the running kernel. Logs what came of it and returns the exit code. */
int load_module(const char *name);

#endif
