/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linkfile: one .link file with its drop-ins, read as systemd's src/shared/conf-parser.c does. */
#include "linkfile.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"
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

/* An empty value takes all of this key back. */
static void forget(struct words *match, const char *key)
{
	size_t n = 0, length = strlen(key);

	for (size_t i = 0; i < match->n; i++) {
		const char *word = match->v[i] + (*match->v[i] == '!');

		if (strncmp(word, key, length) == 0 && word[length] == '=')
			free(match->v[i]);
		else
			match->v[n++] = match->v[i];
	}
	match->n = n;
}

/* A list grows with every line; one '!' in front inverts all words of the line, and one before a word that word. */
static int set_match(struct link_file *f, const char *key, char *value)
{
	static const char *const keys[] = {
		"Path", "Driver", "Property", "MACAddress", "PermanentMACAddress", "OriginalName", "Type", "Kind",
	};
	bool invert = *value == '!', known = false;
	char *word;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		known |= strcmp(key, keys[i]) == 0;
	if (!known) {
		f->conditional = true;
		return 0;
	}
	/* thunderbolt0 is who came first */
	f->conditional |= strcmp(key, "OriginalName") == 0 && *value && isdigit((unsigned char)value[strlen(value) - 1]);
	if (*key == 'P' && key[1] == 'e')
		key = "MACAddress";
	if (!*value)
		forget(&f->match, key);
	value += invert;
	while ((word = next_word(&value))) {
		bool alone = !invert && *word == '!';
		_cleanup_free_ char *full = NULL;

		if (asprintf(&full, "%s%s=%s", invert || alone ? "!" : "", key, word + alone) < 0) {
			full = NULL;
			return -ENOMEM;
		}
		if (words_add(&f->match, full) < 0)
			return -ENOMEM;
	}
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

/* Returns 1 if there was something in it. What is no regular file is empty: /dev/null masks a file of the same name. */
static int read_into(struct link_file *f, const char *path)
{
	_cleanup_free_ char *text = NULL;
	size_t size = 0;
	unsigned bad = 0;
	int r = file_read(path, &text, &size);

	if (r < 0 || !size)
		return r == -ENOTSUP || r == -EISDIR ? 0 : r;
	if (strlen(text) != size)
		return -EBADMSG;
	r = link_file_parse(f, text, &bad);
	if (bad && !f->bad && asprintf(&f->bad, "%s:%u", path, bad) < 0) {
		f->bad = NULL;
		return -ENOMEM;
	}
	return r < 0 ? r : 1;
}

int link_file_read(const char *path, const struct words *dropins, struct link_file *ret)
{
	struct link_file f = { .path = strdup(path) };
	int r;

	if (!f.path)
		return -ENOMEM;
	f.base = strrchr(f.path, '/');
	f.base = f.base ? f.base + 1 : f.path;
	r = read_into(&f, path);
	/* an empty file is masked, drop-ins or not */
	for (size_t i = 0, full = r > 0; full && i < dropins->n && r >= 0; i++)
		r = read_into(&f, dropins->v[i]);
	if (r == -ENOMEM) {
		link_file_free(&f);
		return r;
	}
	f.error = r < 0 ? r : 0;
	*ret = f;
	return 0;
}

void link_file_free(struct link_file *f)
{
	words_free(&f->match);
	free(f->path);
	free(f->bad);
	*f = (struct link_file){ 0 };
}
