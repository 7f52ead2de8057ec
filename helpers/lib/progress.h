/* SPDX-License-Identifier: GPL-2.0-or-later */
/* progress: show on a terminal what a program waits for, and how long at most.
 *
 * The line appears after a second, on stderr, and the next message or the end of the wait replaces it. Without a
 * terminal, in the journal and with --quiet there is no line. */
#ifndef TBNET_PROGRESS_H
#define TBNET_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* From here on waits (clock_poll(), process_run()) show this text, and what is left until DEADLINE (clock.h).
 * Once more: the text changes. */
void progress_begin(int64_t deadline, const char *format, ...) __attribute__((format(printf, 2, 3)));
void progress_end(void);

/* True between the two. */
bool progress_is_on(void);

/* Takes the line away until the next second: something else is to be printed. */
void progress_hide(void);

/* As clock_left(), and draws the line after a second; the wait ends early for that. */
int progress_left(int64_t deadline);

#endif
