/* SPDX-License-Identifier: GPL-2.0-or-later */
/* call: the program ceph, run once, with a bound. */
#include "call.h"

#include <errno.h>
#include <string.h>

#include "capture.h"
#include "clock.h"
#include "log.h"
#include "progress.h"
#include "text.h"

/* Strings are printed: none may have control characters. The parser's depth bounds ours. */
static void defuse(struct json_object *o)
{
	if (json_object_is_type(o, json_type_array)) {
		for (size_t i = 0; i < json_object_array_length(o); i++)
			defuse(json_object_array_get_idx(o, i));
	} else if (json_object_is_type(o, json_type_object)) {
		json_object_object_foreach(o, key, value) {
			(void)key;
			defuse(value);
		}
	} else if (json_object_is_type(o, json_type_string) && !text_is_clean(json_object_get_string(o))) {
		_cleanup_free_ char *copy = strdup(json_object_get_string(o));

		if (copy)
			text_defuse(copy);
		json_object_set_string(o, copy ? copy : "");
	}
}

struct json_object *call_parse(const char *text)
{
	struct json_tokener *tok = json_tokener_new();
	struct json_object *o = tok ? json_tokener_parse_ex(tok, text, (int)strlen(text) + 1) : NULL;

	if (tok && json_tokener_get_error(tok) != json_tokener_success) {
		json_object_put(o);
		o = NULL;
	}
	if (tok)
		json_tokener_free(tok);
	defuse(o);
	return o;
}

/* "ceph config dump", to be freed; NULL without memory. */
static char *join(const char *const words[])
{
	char *text = NULL;
	size_t size;
	FILE *f = open_memstream(&text, &size);

	if (!f)
		return NULL;
	fputs("ceph", f);
	for (size_t i = 0; words[i]; i++)
		fprintf(f, " %s", words[i]);
	text_finish(f, &text);
	return text;
}

static int run(const char *const words[], const char *format, unsigned wait, char **ret_out)
{
	const char *argv[CALL_WORDS + 4] = { CEPH, "--format", format };
	_cleanup_free_ char *out = NULL, *err = NULL, *name = join(words);
	size_t n = 3;
	int r;

	for (size_t i = 0; i < CALL_WORDS && words[i]; i++)
		argv[n++] = words[i];
	progress_begin(clock_now() + (int64_t)wait * 1000, "waits for %s", name ? name : "ceph");
	r = capture_run(argv, CALL_MAX, -1, clock_now() + (int64_t)wait * 1000, &out, &err);
	progress_end();
	if (r == 0 && name) {
		*ret_out = TAKE(out);
		return 0;
	}
	if (r == -ETIMEDOUT)
		log_plain(LOG_ERR, "%s: not done within %u s: does a majority of the monitors run, and can this machine reach them",
			  name ? name : "ceph", wait);
	else if (r == -ENOENT)
		log_plain(LOG_ERR, "Ceph is not installed here (" CEPH " is missing); next: tbnet-ceph plan");
	else if (r <= 0)
		log_event(LOG_ERR, &(struct log_event){ .error = r ? r : -ENOMEM }, "%s", name ? name : "ceph");
	else
		log_plain(LOG_ERR, "%s: %.*s", name ? name : "ceph", err ? (int)strcspn(err, "\n") : 0, err ? err : "");
	return r < 0 ? r : r == 0 ? -ENOMEM : -EIO;
}

int call_ceph(const char *const words[], unsigned wait, char **ret_out)
{
	_cleanup_free_ char *out = NULL;
	int r = run(words, "plain", wait, &out);

	if (r == 0 && ret_out)
		*ret_out = TAKE(out);
	return r;
}

int call_json(const char *const words[], unsigned wait, struct json_object **ret)
{
	_cleanup_free_ char *out = NULL, *name = join(words);
	struct json_object *o;
	int r = run(words, "json", wait, &out);

	if (r < 0)
		return r;
	o = call_parse(out);
	if (!o) {
		log_plain(LOG_ERR, "%s: what it gave is no JSON", name ? name : "ceph");
		return -EIO;
	}
	*ret = o;
	return 0;
}
