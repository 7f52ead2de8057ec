/* SPDX-License-Identifier: GPL-2.0-or-later */
/* call: run the programs ceph and rados once, with a time limit. */
#include "call.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "clock.h"
#include "log.h"
#include "process.h"
#include "progress.h"
#include "words.h"

#define ANSWER_MAX	(8 << 20)	/* bytes; a thousand OSDs' metadata are two of these MiB */

static int say(const char *program, const char *command, int r, unsigned wait, const char *err)
{
	const char *name = strrchr(program, '/') + 1;

	if (r == -ETIMEDOUT)
		log_plain(LOG_ERR, "%s %s: no answer within %u s; check that a majority of the monitors and a manager run, and that this machine reaches them",
			  name, command, wait);
	else if (r == -ENOENT)
		log_plain(LOG_ERR, "Ceph is not installed here (%s is missing); next: tbnet-ceph plan", program);
	else if (r == -EINTR)
		log_plain(LOG_ERR, "stopped");
	else if (r < 0)
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "%s %s", name, command);
	else
		log_plain(LOG_ERR, "%s %s: %.*s", name, command, err ? (int)strcspn(err, "\n") : 0, err ? err : "");
	return r < 0 ? r : -EIO;
}

int call_run(const char *const argv[], const char *command, int stop, unsigned wait, char **ret)
{
	_cleanup_free_ char *out = NULL, *err = NULL;
	int64_t deadline = clock_now() + (int64_t)wait * 1000;
	int r;

	progress_begin(deadline, "waiting for %s %s", strrchr(argv[0], '/') + 1, command);
	r = process_capture(argv, ANSWER_MAX, stop, deadline, ret ? &out : NULL, &err);
	progress_end();
	if (r)
		return say(argv[0], command, r, wait, err);
	if (ret)
		*ret = TAKE(out);
	return 0;
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

static int ask(const char *command, unsigned wait, struct json_object **ret)
{
	_cleanup_(words_free) struct words words = { 0 };
	_cleanup_free_ char *out = NULL;
	int r = split(command, &words);

	r = r < 0 ? say(CEPH, command, r, wait, NULL) : call_run((const char *const *)words.v, command, -1, wait, ret ? &out : NULL);
	if (r < 0 || !ret)
		return r;
	*ret = json_parse(out);
	return *ret ? 0 : say(CEPH, command, 1, wait, "the answer is not JSON");
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
	return command ? ask(command, wait, ret) : say(CEPH, format, -ENOMEM, wait, NULL);
}
