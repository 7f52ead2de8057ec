/* SPDX-License-Identifier: GPL-2.0-or-later */
/* call: the program ceph, run once, with a bound. */
#include "call.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "capture.h"
#include "clock.h"
#include "log.h"
#include "progress.h"
#include "words.h"

#define ANSWER_MAX	(8 << 20)	/* bytes; a thousand OSDs' metadata are two of these MiB */

static int say(const char *command, int r, unsigned wait, const char *err)
{
	if (r == -ETIMEDOUT)
		log_plain(LOG_ERR, "ceph %s: not done within %u s: does a majority of the monitors run, and can this machine reach them", command, wait);
	else if (r == -ENOENT)
		log_plain(LOG_ERR, "Ceph is not installed here (" CEPH " is missing); next: tbnet-ceph plan");
	else if (r < 0)
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "ceph %s", command);
	else
		log_plain(LOG_ERR, "ceph %s: %.*s", command, err ? (int)strcspn(err, "\n") : 0, err ? err : "");
	return r < 0 ? r : -EIO;
}

/* The program and all words of the command, with NULL behind them. */
static int split(const char *command, struct words *ret)
{
	_cleanup_free_ char *text = NULL;
	char *save = NULL;
	int r = 0;

	if (asprintf(&text, CEPH " --format json %s", command) < 0)
		return -ENOMEM;
	for (char *w = strtok_r(text, " ", &save); w && r == 0; w = strtok_r(NULL, " ", &save))
		r = words_add(ret, w);
	if (r == 0)
		r = GROW(&ret->v, ret->n);
	if (r == 0)
		ret->v[ret->n] = NULL;
	return r;
}

static int run(const char *command, unsigned wait, struct json_object **ret)
{
	_cleanup_(words_free) struct words words = { 0 };
	_cleanup_free_ char *out = NULL, *err = NULL;
	struct json_object *o;
	int r = split(command, &words);

	progress_begin(clock_now() + (int64_t)wait * 1000, "waiting for ceph %s", command);
	if (r == 0)
		r = capture_run((const char *const *)words.v, ANSWER_MAX, -1, clock_now() + (int64_t)wait * 1000, &out, &err);
	progress_end();
	if (r)
		return say(command, r, wait, err);
	if (!ret)
		return 0;
	o = json_parse(out);
	if (!o)
		return say(command, 1, wait, "what it gave is no JSON");
	*ret = o;
	return 0;
}

int call_ceph(unsigned wait, struct json_object **ret, const char *format, ...)
{
	_cleanup_free_ char *command = NULL;
	va_list args;
	int n;

	va_start(args, format);
	n = vasprintf(&command, format, args);
	va_end(args);
	if (n < 0)
		command = NULL;
	return command ? run(command, wait, ret) : say(format, -ENOMEM, wait, NULL);
}
