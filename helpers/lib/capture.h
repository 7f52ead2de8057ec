/* SPDX-License-Identifier: GPL-2.0-or-later */
/* capture: capture a program's output, size-limited. */
#ifndef TBNET_CAPTURE_H
#define TBNET_CAPTURE_H

#include <stddef.h>
#include <stdint.h>

/* Runs argv[0] as process_write() does, with what it writes kept in memory, SIZE bytes of
 * stdout and of stderr at most: a program that never stops writing gets an error for it.
 * Ends and returns as process_write() does, and -ENOMEM or the errno of the reading where
 * stdout cannot be handed back whole; the texts, to be freed, are handed back in every case,
 * or NULL where that fails; RET_OUT or RET_ERR may be NULL. */
int capture_run(const char *const argv[], size_t size, int stop, int64_t deadline, char **ret_out, char **ret_err);

#endif
