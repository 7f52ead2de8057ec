/* SPDX-License-Identifier: GPL-2.0-or-later */
/* progress: show on a terminal what a program waits for, and how long at most. */
#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "text.h"

#define SECOND	1000	/* ms */

static char what[160];		/* empty: no wait that is to be shown */
static int64_t until, next;	/* ms on CLOCK_MONOTONIC: its bound, and the next drawing */
static bool drawn;

void progress_begin(int64_t deadline, const char *format, ...)
{
	va_list args;

	if (log_is_journal() || !log_shows(LOG_INFO) || !isatty(STDERR_FILENO))
		return;
	if (!*what)
		next = clock_now() + SECOND;
	until = deadline;
	va_start(args, format);
	vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	text_defuse(what);
}

void progress_end(void)
{
	progress_hide();
	*what = '\0';
}

bool progress_is_on(void)
{
	return *what;
}

void progress_hide(void)
{
	if (drawn)
		fputs("\r\033[K", stderr);
	drawn = false;
}

int progress_left(int64_t deadline)
{
	int left = clock_left(deadline), pause;

	if (!*what)
		return left;
	if (clock_left(next) == 0) {
		next = clock_now() + SECOND;
		/* without automatic margins: a line that is too long for the terminal is cut, not continued */
		fprintf(stderr, "\r\033[?7l%s; at most %d s left\033[K\033[?7h", what, (clock_left(until) + SECOND - 1) / SECOND);
		drawn = true;
	}
	pause = clock_left(next);
	return pause < left ? pause : left;
}
