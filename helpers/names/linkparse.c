/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linkparse: the text of a .link file, read as systemd's src/shared/conf-parser.c does. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "linkfile.h"
#include "text.h"

#define BLANKS	" \t\r"

/* Cuts blanks off both ends. */
static char *trim(char *s)
{
	size_t n;

	s += strspn(s, BLANKS);
	n = strlen(s);
	while (n && strchr(BLANKS, s[n - 1]))
		s[--n] = '\0';
	return s;
}

/* The next word of *s, without its quotes; NULL after the last. */
static char *next_word(char **s)
{
	char *in = *s + strspn(*s, BLANKS), *out = in, *word = in, quote = '\0';

	if (!*in)
		return NULL;
	for (; *in && (quote || !strchr(BLANKS, *in)); in++) {
		if (quote ? *in == quote : *in == '"' || *in == '\'')
			quote = quote ? '\0' : *in;
		else
			*out++ = *in;
	}
	*s = *in ? in + 1 : in;
	*out = '\0';
	return word;
}

/* A list grows with every line; an empty value empties it; one '!' in front
 * inverts all words of the line. */
static int add_list(struct words *list, char *value)
{
	bool invert = *value == '!';
	char *word;

	if (!*value)
		words_free(list);
	value += invert;
	while ((word = next_word(&value))) {
		_cleanup_free_ char *full = NULL;

		if (asprintf(&full, "%s%s", invert ? "!" : "", word) < 0)
			return -ENOMEM;
		if (words_add(list, full) < 0)
			return -ENOMEM;
	}
	return 0;
}

static int set_match(struct link_file *f, const char *key, char *value)
{
	static const char *const conditions[] = {
		"Host", "Virtualization", "KernelCommandLine", "KernelVersion", "Credential",
		"Architecture", "Firmware",
	};
	struct { const char *key; struct words *list; } const lists[] = {
		{ "Path", &f->paths }, { "Driver", &f->drivers }, { "Property", &f->properties },
		{ "Type", &f->types }, { "OriginalName", &f->originals }, { "MACAddress", &f->macs },
		{ "PermanentMACAddress", &f->macs },
	};

	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		if (strcmp(key, lists[i].key) == 0)
			return add_list(lists[i].list, value);
	for (size_t i = 0; i < sizeof(conditions) / sizeof(*conditions); i++)
		f->vague |= strcmp(key, conditions[i]) == 0;
	f->foreign |= strcmp(key, "Kind") == 0 && *value && *value != '!';
	return 0;
}

/* Stricter than the kernel, as udev is (ifname_valid()). */
static bool is_name(const char *s)
{
	return text_is_ifname(s) && !strchr(s, '%') && s[strspn(s, "0123456789")] &&
	       strcmp(s, "all") != 0 && strcmp(s, "default") != 0;
}

/* An empty value takes it back; -EINVAL: ignored, as systemd does. */
static int set_link(struct link_file *f, const char *key, char *value)
{
	char *word;

	if (strcmp(key, "Name") == 0) {
		if (*value && !is_name(value))
			return -EINVAL;
		memcpy(f->name, value, strlen(value) + 1);
	} else if (strcmp(key, "NamePolicy") == 0) {
		f->database = f->policy = false;
		while ((word = next_word(&value)) && !f->database && !f->policy) {
			f->database = strcmp(word, "database") == 0;
			/* "kernel" and "keep" are about names that are there already */
			f->policy = !f->database && strcmp(word, "kernel") != 0 && strcmp(word, "keep") != 0;
		}
	}
	return 0;
}

static int parse_line(struct link_file *f, char *line, char *section)
{
	char *value, *key;

	line = trim(line);
	if (*line == '[') {
		size_t n = strlen(line);

		if (line[n - 1] != ']')
			return -EBADMSG;
		*section = strcmp(line, "[Match]") == 0 ? 'm' : strcmp(line, "[Link]") == 0 ? 'l' : '\0';
		return 0;
	}
	value = strchr(line, '=');
	if (!value || !*section)
		return 0;
	*value++ = '\0';
	key = trim(line);
	value = trim(value);
	return *section == 'm' ? set_match(f, key, value) : set_link(f, key, value);
}

int link_file_parse(struct link_file *f, char *text, unsigned *ret_bad)
{
	char *in = text, *out = text, *end, section = '\0';
	unsigned number = 0;
	int r;

	if (strncmp(in, "\xef\xbb\xbf", 3) == 0)	/* byte order mark */
		in += 3;
	for (; *in; in = end) {
		size_t n = strcspn(in, "\n");

		end = in + n + (in[n] == '\n');
		number++;
		if (strchr("#;", in[strspn(in, BLANKS)]) && in[strspn(in, BLANKS)])
			continue;
		memmove(out, in, n);	/* behind the line that it continues */
		out += n;
		if (n && out[-1] == '\\' && *end) {
			out[-1] = ' ';
			continue;
		}
		*out = '\0';
		r = parse_line(f, text, &section);
		if (r < 0 && !*ret_bad)
			*ret_bad = number;
		if (r < 0 && r != -EINVAL)
			return r;
		out = text;
	}
	return 0;
}
