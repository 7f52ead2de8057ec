/* SPDX-License-Identifier: GPL-2.0-or-later */
/* conf: settings, from the environment. */
#include "conf.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"
#include "file.h"
#include "log.h"
#include "text.h"

bool conf_from_udev(void)
{
	return getenv("SEQNUM") && getenv("DEVPATH");
}

/* Cuts white space off both ends, and one pair of quotes, as udev does. */
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

static bool is_key(const char *s)
{
	return strncmp(s, "TBNET_", 6) == 0 &&
	       strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == strlen(s);
}

/* The pointers of the environment as it is now. */
static char **environment(void)
{
	char **copy;
	size_t n = 0;

	while (environ && environ[n])
		n++;
	copy = calloc(n + 1, sizeof(*copy));
	if (!copy)
		return NULL;
	if (n)
		memcpy(copy, environ, n * sizeof(*copy));
	return copy;
}

static bool has_key(char *const *env, const char *key)
{
	size_t n = strlen(key);

	while (*env && (strncmp(*env, key, n) != 0 || (*env)[n] != '='))
		env++;
	return *env;
}

/* BEFORE is the environment without the file, which it does not override. */
static int load_line(char *line, unsigned number, char *const *before)
{
	char *key = line + strspn(line, " \t"), *value;

	if (strchr("#;\r\n", *key))	/* also the empty string */
		return 0;
	value = strchr(key, '=');
	if (value) {
		*value++ = '\0';
		key = trim(key);
		value = trim(value);
	}
	if (!value || !is_key(key) || (*value && !text_is_clean(value))) {
		log_plain(LOG_WARNING, CONF_FILE ":%u: not a TBNET_KEY=VALUE line, left out", number);
		return 0;
	}
	if (has_key(before, key))
		return 0;
	/* of two lines the last one counts, as for udev and systemd */
	return setenv(key, value, 1) < 0 ? -errno : 0;
}

static int load_file(void)
{
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char **before = environment();
	size_t size = 0;
	int r = file_read(CONF_FILE, &text, &size);
	char *line = text, *end;

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	if (!before)
		return -ENOMEM;
	for (unsigned n = 1; r == 0 && line < text + size; n++, line = end + 1) {
		end = memchr(line, '\n', size - (size_t)(line - text));
		end = end ? end : text + size;
		*end = '\0';
		/* a NUL is no end, but as bad as any control character */
		for (char *nul = line + strlen(line); nul < end; nul += strlen(nul))
			*nul = '\1';
		r = load_line(line, n, before);
	}
	return r;
}

void conf_load(void)
{
	const char *log_level;

	/* udev and systemd have read the file already */
	if (!conf_from_udev() && !getenv("INVOCATION_ID")) {
		int r = load_file();

		if (r < 0)
			log_event(LOG_WARNING, &(struct log_event){ .error = r },
				  CONF_FILE ": cannot be read, going on without it");
	}
	log_level = getenv("TBNET_LOG_LEVEL");
	if (log_level && *log_level)
		log_set_level(log_level);
}

int conf_number(const char *name, unsigned min, unsigned max, unsigned fallback,
		unsigned *ret)
{
	const char *value = getenv(name);

	if (!value || !*value) {
		*ret = fallback;
		return 0;
	}
	if (text_to_uint(value, min, max, ret) == 0)
		return 0;
	log_plain(LOG_ERR, "%s: \"%s\" is not a whole number from %u to %u; correct it in " CONF_FILE,
		  name, value, min, max);
	return -EINVAL;
}

int conf_bool(const char *name, bool fallback, bool *ret)
{
	static const char *const yes[] = { "yes", "1", "true", "on" };
	static const char *const no[] = { "no", "0", "false", "off" };
	const char *value = getenv(name);

	if (!value || !*value) {
		*ret = fallback;
		return 0;
	}
	for (size_t i = 0; i < 4; i++) {
		if (strcasecmp(value, yes[i]) == 0 || strcasecmp(value, no[i]) == 0) {
			*ret = strcasecmp(value, yes[i]) == 0;
			return 0;
		}
	}
	log_plain(LOG_ERR, "%s: \"%s\" is neither yes nor no; correct it in " CONF_FILE, name, value);
	return -EINVAL;
}
