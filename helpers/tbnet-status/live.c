/* SPDX-License-Identifier: GPL-2.0-or-later */
/* live: show the status again whenever it changes: redrawn on a terminal, as far as it
 * fits, one below the other elsewhere, and only when it has changed. A sum stands first, then the last changes. */
#include "live.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#include "cleanup.h"
#include "clock.h"
#include "history.h"
#include "log.h"
#include "options.h"
#include "report.h"
#include "text.h"
#include "verdict.h"
#include "view.h"
#include "watch.h"
#include "wrap.h"

/* Errors that grow, files in /etc and FRR's neighbors have no event of ours. */
#define TICK_MS		60000

/* The kernel holds its answers back for 10 s while a peer that has gone is logged out. */
#define AGAIN_MS	5000
#define ATTEMPTS	12

struct live {
	bool screen;		/* a terminal that can be cleared */
	char *shown;		/* NULL: nothing, or not only that */
	bool seen;		/* a look has succeeded */
	bool degraded;
	unsigned failed;	/* looks in a row */
	bool unwritten;		/* stdout takes nothing more */
	struct history history;
};

static char *render(const struct live *l, const struct view *v)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);
	int r;

	if (!f)
		return NULL;
	verdict_sum(f, &v->host, &v->findings);
	fputs("; Ctrl-C ends\n", f);
	history_print(f, &l->history);
	fputc('\n', f);
	r = report_print(f, &v->host, &v->findings, true);
	if (text_finish(f, &text) == 0 && r < 0)
		free(TAKE(text));
	return text;
}

/* How much of the text fits the screen: the last row is for what says that there is more. */
static size_t fitting(const char *text, unsigned rows)
{
	const char *last = text;

	for (const char *s = text; rows; rows--) {
		const char *end = strchr(s, '\n');

		if (!end || !end[1])
			return strlen(text);
		last = s;
		s = end + 1;
	}
	return (size_t)(last - text);
}

/* In one piece, so that a screen does not flicker. */
static int draw(const struct live *l, const char *text)
{
	unsigned rows = l->screen ? wrap_rows() : 0;
	size_t n = rows > 2 ? fitting(text, rows - 1) : strlen(text);
	time_t now = time(NULL);
	char when[32] = "";
	struct tm tm;

	if (localtime_r(&now, &tm))
		strftime(when, sizeof(when), "%F %T", &tm);
	printf("%s%s  %.*s%s%s", l->screen ? "\033[H\033[2J" : "", when, (int)n, text,
	       text[n] ? "(more: tbnet-status)\n" : "", l->screen ? "" : "\n");
	return fflush(stdout) == 0 ? 0 : -errno;
}

static int show(struct live *l)
{
	_cleanup_(view_free) struct view v = { 0 };
	_cleanup_free_ char *text = NULL;
	int r = view_take(false, &v);

	if (r < 0)
		return r;
	wrap_open(stdout);
	r = history_note(&l->history, &v);
	text = r == 0 ? render(l, &v) : NULL;
	if (!text)
		return -ENOMEM;
	l->seen = true;
	l->degraded = findings_degraded(&v.findings);
	if (l->shown && strcmp(l->shown, text) == 0)
		return 0;
	r = draw(l, text);
	l->unwritten = r < 0;
	free(l->shown);
	l->shown = TAKE(text);
	return r;
}

/* Reports a failed look and repeats it, within a bound; the first one must not
 * fail. Returns how long the next one may take to come, in ms, or a negative errno. */
static int look(struct live *l)
{
	int r = show(l);

	if (r == 0) {
		l->failed = 0;
		return TICK_MS;
	}
	l->failed++;
	if (l->unwritten || !l->seen || l->failed == ATTEMPTS)
		return r;
	log_event(LOG_WARNING, &(struct log_event){ .error = r, .attempt = l->failed, .attempts = ATTEMPTS },
		  "cannot read the state, retry in %d s", AGAIN_MS / 1000);
	free(TAKE(l->shown));
	return AGAIN_MS;
}

static int follow(struct live *l)
{
	_cleanup_(watch_close) struct watch w = { .signals = -1 };
	int r = watch_open(&w);

	while (r >= 0) {
		r = look(l);
		if (r >= 0)
			r = watch_wait(&w, clock_now() + r);
		if (r == WATCH_END)
			break;
		if (r == WATCH_ANEW)
			free(TAKE(l->shown));
	}
	return r;
}

int live_run(void)
{
	struct live l = { .screen = wrap_can(stdout) };
	int r;

	r = follow(&l);
	history_free(&l.history);
	free(l.shown);
	if (r < 0) {
		log_event(LOG_ERR, &(struct log_event){ .error = r }, l.unwritten ? "cannot write to stdout" : "cannot read the state of this node");
		return EXIT_FAILED;
	}
	return l.degraded ? EXIT_PARTLY : EXIT_DONE;
}
