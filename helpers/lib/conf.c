/* SPDX-License-Identifier: GPL-2.0-or-later */
/* conf: the settings of /etc/tbnet.conf. */
#include "conf.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "admit.h"
#include "cleanup.h"
#include "file.h"
#include "log.h"
#include "mtu.h"
#include "port.h"
#include "state.h"
#include "text.h"

#define PREFIX		"TBNET_"
#define PREFIX_SIZE	(sizeof(PREFIX) - 1)
#define KEY_SIZE	40	/* bytes; longer ones are not worth a guess */
#define SHOWN		60	/* bytes of a value in a message */
#define PROBLEMS	16	/* that are kept; the rest is counted */

struct setting {
	const char *name;
	enum type { NUMBER, TIME, BOOL, LEVEL, MTUS, UUIDS, TEXT } type;
	unsigned min, max;
	const char *fallback;
};

#define ROW(name, type, min, max, fallback)	[CONF_##name] = { PREFIX #name, type, min, max, fallback },
static const struct setting settings[CONF_COUNT] = { CONF_SETTINGS(ROW) };

static const char *values[CONF_COUNT];	/* NULL or "": the default */
static char *file;			/* where they point to, and into the environment */
static char *problems[PROBLEMS + 1];
static unsigned n_problems;

bool conf_from_udev(void)
{
	return getenv("SEQNUM") && getenv("DEVPATH");
}

static __attribute__((format(printf, 1, 2))) void problem(const char *format, ...)
{
	unsigned i = n_problems < PROBLEMS ? n_problems : PROBLEMS;
	va_list args;

	n_problems++;
	if (i == PROBLEMS) {
		free(problems[i]);
		format = CONF_FILE ": there are more such lines";
	}
	va_start(args, format);
	if (vasprintf(&problems[i], format, args) < 0)
		problems[i] = NULL;
	va_end(args);
	if (problems[i])
		text_defuse(problems[i]);
}

static int parse_bool(const char *value, unsigned *ret)
{
	static const char *const words[] = { "no", "yes", "0", "1", "false", "true", "off", "on" };

	for (unsigned i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (strcasecmp(value, words[i]) == 0) {
			*ret = i % 2;
			return 0;
		}
	}
	return -EINVAL;
}

static int parse(const struct setting *s, const char *value, unsigned *ret)
{
	if (!text_is_clean(value))
		return -EINVAL;
	switch (s->type) {
	case NUMBER:
		return text_to_uint(value, s->min, s->max, ret);
	case TIME:
		return text_to_seconds(value, s->min, s->max, ret);
	case BOOL:
		return parse_bool(value, ret);
	case LEVEL:
		return log_level(value, ret);
	case MTUS:
		return mtu_is_list(value) ? 0 : -EINVAL;
	default:
		return 0;
	}
}

/* Describes the allowed values: "a whole number from 1 to 100". */
static const char *fit(const struct setting *s, char *buf, size_t size)
{
	static const char *const words[] = {
		[BOOL] = "yes or no", [LEVEL] = "err, warning, info or debug", [TEXT] = "plain text",
		[MTUS] = "words such as en05=9000, or a peer's UUID=9000",
	};

	if (s->type == NUMBER)
		snprintf(buf, size, "a whole number from %u to %u", s->min, s->max);
	else if (s->type == TIME)
		snprintf(buf, size, "a time from %u to %u s, such as 90, 90s or 5min", s->min, s->max);
	else
		return words[s->type];
	return buf;
}

/* Without one of them its peer is out; without the list everybody would be in. */
static void check_uuids(const char *list, const char *where, const char *name)
{
	char word[ADMIT_WORD];

	while (text_word(&list, ADMIT_BLANKS, word, sizeof(word)))
		if (!port_is_uuid(word))
			problem("%s%s: %s is not a UUID, so it admits no peer; see: tbnet-status --json", where, name, word);
}

/* WHERE comes first in the message. */
static int take(enum conf key, const char *value, const char *where)
{
	const struct setting *s = &settings[key];
	unsigned number;
	char buf[80];

	values[key] = NULL;
	if (s->type == UUIDS)
		check_uuids(value, where, s->name);
	else if (*value && parse(s, value, &number) < 0) {
		problem("%s%s=%.*s is not %s; using the default, %s", where, s->name, SHOWN, value, fit(s, buf, sizeof(buf)),
			*s->fallback ? s->fallback : "none");
		return -EINVAL;
	}
	values[key] = value;
	return 0;
}

static int find(const char *name)
{
	for (int i = 0; i < CONF_COUNT; i++)
		if (strcmp(settings[i].name, name) == 0)
			return i;
	return -1;
}

/* How many letters are left of the longer name between what both begin and what both end with. */
static size_t difference(const char *a, const char *b)
{
	size_t n = strlen(a), m = strlen(b);

	for (; n && m && toupper((unsigned char)*a) == *b; n--, m--, a++, b++)
		;
	for (; n && m && toupper((unsigned char)a[n - 1]) == b[m - 1]; n--, m--)
		;
	return n > m ? n : m;
}

/* NULL if none is close: a letter too many, too few, wrong, or swapped with the next. The prefix does not count, nor is it needed. */
static const char *guess(const char *name)
{
	const char *meant = NULL;
	size_t least = 3;

	if (strncasecmp(name, PREFIX, PREFIX_SIZE) == 0)
		name += PREFIX_SIZE;
	for (size_t i = 0; i < CONF_COUNT; i++) {
		size_t n = difference(name, settings[i].name + PREFIX_SIZE);

		if (n < least) {
			least = n;
			meant = settings[i].name;
		}
	}
	return meant;
}

static bool is_key(const char *s)
{
	size_t n = strlen(s);

	return n && n < KEY_SIZE &&
	       strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == n;
}

/* Cuts white space off both ends, and one pair of quotes. */
static char *trim(char *s)
{
	size_t n;

	while (isspace((unsigned char)*s))
		s++;
	n = strlen(s);
	while (n && isspace((unsigned char)s[n - 1]))
		s[--n] = '\0';
	if (n >= 2 && (*s == '"' || *s == '\'') && s[n - 1] == *s) {
		s[n - 1] = '\0';
		s++;
	}
	return s;
}

static bool is_comment(const char *line)
{
	return strchr("#;\r\n", line[strspn(line, " \t")]);	/* also the empty string */
}

static void take_line(char *line, unsigned number)
{
	char *value = strchr(line, '='), where[sizeof(CONF_FILE) + 16];
	const char *key, *meant;
	int i;

	if (is_comment(line))
		return;
	snprintf(where, sizeof(where), CONF_FILE ":%u: ", number);
	if (value)
		*value++ = '\0';
	key = trim(line);
	if (!value || !is_key(key)) {
		problem("%snot a KEY=VALUE line, skipped", where);
		return;
	}
	i = find(key);
	if (i >= 0) {
		take((enum conf)i, trim(value), where);	/* of two lines the last one counts */
		return;
	}
	meant = guess(key);
	problem("%s%s: no such setting%s%s%s", where, key, meant ? "; did you mean " : "", meant ? meant : "", meant ? "?" : "");
}

/* Cuts one line off *text, joined with the next ones as long as it ends with a backslash, as in a shell;
 * a comment ends with its line. Counts in *lines the lines that were read. */
static char *next_line(char **text, unsigned *lines)
{
	char *line = *text, *to = line, *from = line;
	bool comment = is_comment(line), goes_on = true;

	for (; goes_on && *from; ++*lines) {
		size_t n = strcspn(from, "\n");

		goes_on = n && from[n - 1] == '\\' && !comment;
		memmove(to, from, n - goes_on);
		to += n - goes_on;
		from += n + (from[n] == '\n');
	}
	*text = from;
	*to = '\0';
	return line;
}

static void read_file(void)
{
	size_t size = 0;
	unsigned lines = 0;
	int r = file_read(CONF_FILE, &file, &size);

	if (r < 0) {
		if (r != -ENOENT)
			problem(CONF_FILE ": cannot be read, going on without it: %s", strerror(-r));
		return;
	}
	/* a NUL is no end, but as bad as any control character */
	for (char *nul = memchr(file, '\0', size); nul; nul = memchr(nul, '\0', size - (size_t)(nul - file)))
		*nul = '\1';
	for (char *text = file; *text;) {
		unsigned number = lines + 1;

		take_line(next_line(&text, &lines), number);
	}
}

/* Ignores other variables TBNET_*: under udev they are properties of the device. */
static void read_environment(void)
{
	for (char **e = environ; e && *e; e++) {
		const char *value = strchr(*e, '=');
		char name[KEY_SIZE];
		int i;

		if (strncmp(*e, PREFIX, PREFIX_SIZE) != 0 || !value || value - *e >= KEY_SIZE)
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)(value - *e), *e);
		i = find(name);
		if (i >= 0)
			take((enum conf)i, value + 1, "");
	}
}

void conf_read(void)
{
	read_file();
	read_environment();
	log_set_level(conf_number(CONF_LOG_LEVEL));
}

/* True if the same problems were logged in this boot; notes that they are. */
static bool was_said(void)
{
	unsigned sum = 2166136261;	/* FNV-1a */

	for (unsigned i = 0; conf_problem(i); i++)
		for (const char *p = conf_problem(i); *p; p++)
			sum = (sum ^ (unsigned char)*p) * 16777619;
	if (state_is("settings", sum))
		return true;
	state_write("settings", sum);	/* without a note the next program logs them again */
	return false;
}

void conf_load(void)
{
	conf_read();
	if (!n_problems || conf_from_udev() || (log_is_journal() && was_said()))
		return;
	for (unsigned i = 0; conf_problem(i); i++)
		log_plain(LOG_WARNING, "%s", conf_problem(i));
}

const char *conf_problem(unsigned number)
{
	if (number >= n_problems || number > PROBLEMS)
		return NULL;
	return problems[number] ? problems[number] : CONF_FILE ": out of memory, cannot say what is wrong";
}

bool conf_is_set(enum conf key)
{
	return values[key] && *values[key];
}

const char *conf_text(enum conf key)
{
	return conf_is_set(key) ? values[key] : settings[key].fallback;
}

unsigned conf_number(enum conf key)
{
	unsigned number = 0;

	parse(&settings[key], conf_text(key), &number);
	return number;
}

bool conf_bool(enum conf key)
{
	return conf_number(key);
}

int conf_set(enum conf key, const char *value)
{
	const struct setting *s = &settings[key];
	unsigned number;
	char buf[80];

	if (*value && parse(s, value, &number) < 0) {
		log_plain(LOG_ERR, "%s: \"%s\" is not %s", s->name, value, fit(s, buf, sizeof(buf)));
		return -EINVAL;
	}
	values[key] = value;
	return 0;
}
