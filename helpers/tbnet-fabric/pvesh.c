/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pvesh: Proxmox VE's own API, by its own command, with a deadline. */
#include "pvesh.h"

#include <stdarg.h>
#include <string.h>

#include "capture.h"
#include "clock.h"

#define OUTPUT_MAX	(1 << 20)	/* 5,000 nodes; what ifreload of all nodes has to say */
#define SAID_SIZE	300

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

/* The first line that says something, which the log makes fit to be printed; "400 Parameter verification failed." alone does
 * not: the parameter is in the next one. */
static void first_line(const char *text, char ret[SAID_SIZE])
{
	bool more = true;

	*ret = '\0';
	while (*text && more) {
		size_t n = strcspn(text, "\n"), used = strlen(ret);

		if (n) {
			snprintf(ret + used, SAID_SIZE - used, "%s%.*s", used ? " " : "", (int)(n < SAID_SIZE ? n : SAID_SIZE), text);
			more = used == 0 && strncmp(text, "400 Parameter verification failed", 33) == 0;
		}
		text += n + (text[n] == '\n');
	}
}

static int say(const char *const argv[], int r, unsigned wait, const char *said)
{
	struct log_event e = { .action = "fabric" };
	char line[SAID_SIZE], limit[32] = "";

	first_line(said ? said : "", line);
	if (r < 0 && r != -ETIMEDOUT)
		e.error = r;
	if (r == -ETIMEDOUT)
		snprintf(limit, sizeof(limit), ": not done within %u s", wait);
	else if (r > 0 && !*line)
		snprintf(limit, sizeof(limit), ": exit code %d", r);
	log_event(LOG_ERR, &e, "pvesh %s %s%s%s%s", argv[1], argv[2], limit, *line ? ": " : "", line);
	return r < 0 ? r : -EIO;
}

/* RET_OUT NULL: its output is of no use. */
static int run(const char *const argv[], unsigned wait, char **ret_out)
{
	_cleanup_free_ char *text = NULL, *said = NULL;
	int r = capture_run(argv, OUTPUT_MAX, -1, clock_now() + (int64_t)wait * 1000, &text, &said);

	if (r != 0)
		return say(argv, r, wait, said);
	if (ret_out)
		*ret_out = TAKE(text);
	return 0;
}

int pvesh_run(const struct pvesh_call *call, unsigned wait)
{
	return call->failed ? -ENOMEM : run((const char *const *)call->v, wait, NULL);
}

/* JSON and nothing else, of no more than 32 levels. */
static struct json_object *parse(const char *text)
{
	struct json_tokener *tok = json_tokener_new();
	struct json_object *o;

	if (!tok)
		return NULL;
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT);
	o = json_tokener_parse_ex(tok, text, (int)strlen(text) + 1);
	if (json_tokener_get_error(tok) != json_tokener_success) {
		json_object_put(o);
		o = NULL;
	}
	json_tokener_free(tok);
	return o;
}

static bool is_array_of_objects(struct json_object *o)
{
	if (!json_object_is_type(o, json_type_array))
		return false;
	for (size_t i = 0; i < json_object_array_length(o); i++)
		if (!json_object_is_type(json_object_array_get_idx(o, i), json_type_object))
			return false;
	return true;
}

int pvesh_get(const char *path, bool running, unsigned wait, struct json_object **ret)
{
	const char *const argv[] = { PVESH, "get", path, "--output-format", "json", running ? "--running" : NULL, "1", NULL };
	_cleanup_(pvesh_put) struct json_object *o = NULL;
	_cleanup_free_ char *text = NULL;
	int r = run(argv, wait, &text);

	if (r < 0)
		return r;
	o = parse(text);
	if (!is_array_of_objects(o)) {
		log_plain(LOG_ERR, "pvesh get %s: what it gave is no list of objects in JSON", path);
		return -EBADMSG;
	}
	*ret = TAKE(o);
	return 0;
}
