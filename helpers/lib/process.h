/* SPDX-License-Identifier: GPL-2.0-or-later */
/* process: run a program with a time limit. */
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

/* The same, with its stdout and stderr in files of the caller's; it is also ended, with
 * -EINTR, when the descriptor STOP (or -1) is readable. */
int process_write(const char *const argv[], int out, int err, int stop, int64_t deadline);

/* Runs argv[0] likewise, but with its stderr nowhere, and hands back what it wrote to
 * stdout, SIZE bytes of it at most (*ret, to be freed, ends with a NUL). At the
 * deadline it is killed at once: for programs that only look. */
int process_read(const char *const argv[], size_t size, int64_t deadline, char **ret);

#endif
