/* SPDX-License-Identifier: GPL-2.0-or-later */
/* call: run the programs ceph and rados once, with a time limit. */
#ifndef TBNET_CALL_H
#define TBNET_CALL_H

#include "jsonread.h"

#define CEPH	"/usr/bin/ceph"

/* Runs a program of Ceph until STOP is readable (-1: never) and for WAIT seconds at most; COMMAND is for people. *ret, unless
 * RET is NULL, is what it wrote, to be freed. Returns 0, or a negative errno after saying what failed. */
int call_run(const char *const argv[], const char *command, int stop, unsigned wait, char **ret);

/* Runs ceph with the words of a text, which blanks part, for WAIT seconds at most. Its answer, if RET is not NULL, has to be
 * JSON. Returns 0, or a negative errno after saying what failed. */
int call_ceph(unsigned wait, struct json_object **ret, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
