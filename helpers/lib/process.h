/* SPDX-License-Identifier: GPL-2.0-or-later */
/* process: run a program with a time limit, and capture its output, size-limited. */
#ifndef TBNET_PROCESS_H
#define TBNET_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Runs argv[0] with a clean environment in /, its output on our stderr (nowhere if
 * QUIET), until it ends or the deadline (clock.h) is there; then it and what it
 * started get SIGTERM, and after 5 s SIGKILL. Returns its exit code, 128 and its
 * signal, -ETIMEDOUT if it was ended, or another negative errno. */
int process_run(const char *const argv[], bool quiet, int64_t deadline);

/* The same, but keeps what it writes in memory: less than SIZE bytes (whole pages) of stdout and of stderr. A program that never
 * stops writing gets an error for it. The descriptor STOP (or -1) ends it, too, with -EINTR, once STOP is readable. Returns also
 * -EMSGSIZE, -ENOMEM or the errno of the reading where it cannot hand back all of stdout. In every case it hands back the texts,
 * to be freed, of stderr what fits, or NULL where that fails; RET_OUT or RET_ERR may be NULL. */
int process_capture(const char *const argv[], size_t size, int stop, int64_t deadline, char **ret_out, char **ret_err);

#endif
