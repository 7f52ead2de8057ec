/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pvesh: call Proxmox VE's API through pvesh, with a deadline. */
#include "pvesh.h"

#include <stdarg.h>
#include <string.h>

#include "clock.h"
#include "frrconfig.h"
#include "process.h"
#include "text.h"

#define OUTPUT_MAX	(1 << 20)	/* 5,000 nodes; what ifreload of all nodes has to say */

struct pvesh_call *pvesh_new(struct pvesh_calls *calls, const char *verb)
{
	struct pvesh_call *call = &calls->v[calls->n++];

	pvesh_word(call, PVESH);
	pvesh_word(call, "%s", verb);
	return call;
}

void pvesh_word(struct pvesh_call *call, const char *format, ...)
{
	char *word = NULL;
	va_list args;

	va_start(args, format);
	if (call->n == PVESH_WORDS || vasprintf(&word, format, args) < 0)
		call->failed = true;
	else
		call->v[call->n++] = word;
	va_end(args);
}

void pvesh_free(struct pvesh_calls *calls)
{
	for (size_t i = 0; i < calls->n; i++)
		for (size_t k = 0; k < calls->v[i].n; k++)
			free(calls->v[i].v[k]);
	*calls = (struct pvesh_calls){ 0 };
}

void pvesh_print(FILE *f, const struct pvesh_call *call)
{
	fputs("pvesh", f);
	for (size_t i = 1; i < call->n; i++)
		fprintf(f, " %s", call->v[i]);
	putc('\n', f);
}

/* True for a line worth logging: not blank, and not perl's complaint about a locale that ssh brought along. */
static bool says(const char *line)
{
	return *line && strncmp(line, "perl: warning:", 14) != 0 && *line != '\t' && strncmp(line, "    are supported and installed", 31) != 0;
}

char *pvesh_line(char **text)
{
	for (char *line = strsep(text, "\n"); line; line = strsep(text, "\n"))
		if (says(line)) {
			text_defuse(line);
			frr_mask(line);	/* frr-reload.py shows a line that FRR refused */
			return line;
		}
	return NULL;
}

/* "400 Parameter verification failed." alone does not say what: the parameter is in the next line. */
static void first_line(char *text, char ret[PVESH_SAID_SIZE])
{
	const char *line = text ? pvesh_line(&text) : NULL;

	snprintf(ret, PVESH_SAID_SIZE, "%.299s", line ? line : "");
	if (!line || strncmp(line, "400 Parameter verification failed", 33) != 0)
		return;
	line = pvesh_line(&text);
	if (line)
		snprintf(ret, PVESH_SAID_SIZE, "400 Parameter verification failed. %.260s", line);
}

static int say(const char *const argv[], int r, unsigned wait, const char *said)
{
	struct log_event e = { .action = "fabric" };
	char limit[32] = "";

	if (r < 0 && r != -ETIMEDOUT && r != -EBADMSG)
		e.error = r;
	if (r == -ETIMEDOUT)
		snprintf(limit, sizeof(limit), ": not done within %u s", wait);
	else if (r > 0 && !*said)
		snprintf(limit, sizeof(limit), ": exit code %d", r);
	log_event(LOG_ERR, &e, "pvesh %s %s%s%s%s", argv[1], argv[2], limit, *said ? ": " : "", said);
	return r < 0 ? r : -EIO;
}

int pvesh_run(const struct pvesh_call *call, unsigned wait, char **ret_said)
{
	_cleanup_free_ char *out = NULL, *err = NULL;
	char said[PVESH_SAID_SIZE];
	int r;

	if (call->failed)
		return -ENOMEM;
	r = process_capture((const char *const *)call->v, OUTPUT_MAX, -1, clock_now() + (int64_t)wait * 1000, &out, &err);
	if (r) {
		first_line(err, said);
		return say((const char *const *)call->v, r, wait, said);
	}
	/* what comes after a heading of stdout belongs to it */
	if (ret_said && asprintf(ret_said, "%s\n%s", err ? err : "", out ? out : "") < 0)
		return -ENOMEM;
	return 0;
}

bool pvesh_is_list(struct json_object *o)
{
	if (!json_object_is_type(o, json_type_array))
		return false;
	for (size_t i = 0; i < json_length(o); i++)
		if (!json_object_is_type(json_at(o, i), json_type_object))
			return false;
	return true;
}

#define GET_WORDS	16

/* As process_capture(), or -EBADMSG. */
static int get(const char *argv[GET_WORDS], const char *const options[], unsigned wait, struct json_object **ret, char said[PVESH_SAID_SIZE])
{
	_cleanup_free_ char *out = NULL, *err = NULL;
	size_t n = 5;
	int r;

	for (size_t i = 0; options && options[i] && n < GET_WORDS - 1; i++)
		argv[n++] = options[i];
	r = process_capture(argv, OUTPUT_MAX, -1, clock_now() + (int64_t)wait * 1000, &out, &err);
	first_line(err, said);
	if (r)
		return r;
	*ret = json_parse_whole(out);
	if (!*ret)
		snprintf(said, PVESH_SAID_SIZE, "the answer is not JSON");
	return *ret ? 0 : -EBADMSG;
}

int pvesh_try(unsigned wait, struct json_object **ret, char said[PVESH_SAID_SIZE], const char *path, const char *const options[])
{
	const char *argv[GET_WORDS] = { PVESH, "get", path, "--output-format", "json" };
	int r = get(argv, options, wait, ret, said);

	return r > 0 ? -EIO : r;
}

int pvesh_get(unsigned wait, struct json_object **ret, const char *path, const char *const options[])
{
	const char *argv[GET_WORDS] = { PVESH, "get", path, "--output-format", "json" };
	char said[PVESH_SAID_SIZE];
	int r = get(argv, options, wait, ret, said);

	return r ? say(argv, r, wait, said) : 0;
}
