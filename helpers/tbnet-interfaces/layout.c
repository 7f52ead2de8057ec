/* SPDX-License-Identifier: GPL-2.0-or-later */
/* layout: split an interfaces(5) file into lines, and find the stanzas in it. */
#include "layout.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "lines.h"

static bool is_blank(const char *s, size_t n)
{
	while (n && isspace((unsigned char)*s))
		s++, n--;
	return n == 0;
}

/* The first and the last character that is no white space; '\0': none. */
static char first_of(const char *s, size_t n)
{
	while (n && isspace((unsigned char)*s))
		s++, n--;
	return n ? *s : '\0';
}

static char last_of(const char *s, size_t n)
{
	while (n && isspace((unsigned char)s[n - 1]))
		n--;
	return n ? s[n - 1] : '\0';
}

/* A backslash takes all white space around it along, blank lines too: those in front
 * of a line that begins with one, and those behind one that ends so. */
static int add_line(struct layout *l, const char *text, size_t at, size_t size, size_t number)
{
	struct layout_line *v;
	char first = first_of(text + at, size);

	if (l->n && (l->open || first == '\\')) {
		while (first == '\\' && l->n > 1 && is_blank(text + l->v[l->n - 1].at, l->v[l->n - 1].size)) {
			l->v[l->n - 2].size += l->v[l->n - 1].size;
			l->n--;
		}
		v = &l->v[l->n - 1];
		v->size += size;
		v->joined = true;
	} else {
		v = reallocarray(l->v, l->n + 1, sizeof(*v));
		if (!v)
			return -ENOMEM;
		l->v = v;
		v[l->n++] = (struct layout_line){ .at = at, .size = size, .number = number };
	}
	if (first)
		l->open = last_of(text + at, size) == '\\';
	return 0;
}

static int set_text(struct layout_line *line, const char *text)
{
	const char *s = text + line->at;
	size_t n = line->size, from = 0;

	line->text = malloc(2 * (n + 1));
	if (!line->text)
		return -ENOMEM;
	line->cut = line->text + n + 1;
	for (size_t i = 0; i < n; i++)
		line->text[i] = s[i] == '\\' || isspace((unsigned char)s[i]) ? ' ' : s[i] ? s[i] : '?';
	while (n && line->text[n - 1] == ' ')
		n--;
	while (from < n && line->text[from] == ' ')
		from++;
	memmove(line->text, line->text + from, n - from);
	line->text[n - from] = '\0';
	return 0;
}

int layout_read(const char *text, size_t size, struct layout *ret)
{
	_cleanup_(layout_free) struct layout l = { 0 };
	size_t number = 1;
	int r = 0;

	for (size_t at = 0, n; at < size && r == 0; at += n, number++) {
		const char *end = memchr(text + at, '\n', size - at);

		n = end ? (size_t)(end - text) + 1 - at : size - at;
		r = add_line(&l, text, at, n, number);
	}
	for (size_t i = 0; i < l.n && r == 0; i++) {
		r = set_text(&l.v[i], text);
		l.v[i].glued = first_of(text + l.v[i].at, l.v[i].size) == '\\';
		if (r == 0 && (l.v[i].text[0] == '%' || strstr(l.v[i].text, "<%")))
			l.template = true;
	}
	if (r < 0)
		return r;
	*ret = l;
	l = (struct layout){ 0 };
	return 0;
}

void layout_free(struct layout *layout)
{
	for (size_t i = 0; i < layout->n; i++)
		free(layout->v[i].text);
	free(layout->v);
	*layout = (struct layout){ 0 };
}

static bool is_word(const char *text, const char *word)
{
	size_t n = strlen(word);

	return strncmp(text, word, n) == 0 && (text[n] == ' ' || !text[n]);
}

static bool is_keyword(const char *text)
{
	return is_word(text, "source") || is_word(text, "source-directory") || is_word(text, "auto") ||
	       is_word(text, "iface") || is_word(text, "vlan") || is_word(text, "allow") ||
	       strncmp(text, "allow-", 6) == 0;
}

size_t layout_source(const struct layout *layout)
{
	for (size_t i = 0; i < layout->n; i++)
		if (is_word(layout->v[i].text, "source"))
			return i;
	return layout->n;
}

/* For lines_next(). */
static char *words_of(const struct layout_line *line)
{
	return memcpy(line->cut, line->text, strlen(line->text) + 1);
}

/* True if the name is among the words behind the first, or with ONE the second. */
static bool names(const struct layout_line *line, const char *ifname, bool one)
{
	char *rest = words_of(line), *word;

	lines_next(&rest);
	while ((word = lines_next(&rest))) {
		if (lines_name_is(word, ifname))
			return true;
		if (one)
			return false;
	}
	return false;
}

size_t layout_iface(const struct layout *layout, const char *ifname, size_t from)
{
	for (; from < layout->n; from++)
		if (is_word(layout->v[from].text, "iface") && names(&layout->v[from], ifname, true))
			break;
	return from;
}

bool layout_is_auto(const struct layout *layout, const char *ifname)
{
	for (size_t i = 0; i < layout->n; i++) {
		const char *text = layout->v[i].text;

		if ((is_word(text, "auto") || is_word(text, "allow-auto")) && names(&layout->v[i], ifname, false))
			return true;
	}
	return false;
}

/* True if these are its words. */
static bool is_line(const struct layout_line *line, const char *first, const char *second, const char *rest)
{
	char *end = words_of(line), *word = lines_next(&end);

	if (!word || line->joined || strcmp(word, first) != 0)
		return false;
	word = lines_next(&end);
	if (!word || (second ? strcmp(word, second) != 0 : word[strspn(word, "0123456789")] != '\0'))
		return false;
	while (*rest) {
		size_t n = strcspn(rest, " ");

		word = lines_next(&end);
		if (!word || strlen(word) != n || strncmp(word, rest, n) != 0)
			return false;
		rest += n + (rest[n] == ' ');
	}
	return !lines_next(&end);
}

/* Nothing but comments from FROM on to the end of the stanza. */
static bool ends_before(const struct layout *layout, size_t from)
{
	while (from < layout->n && (!*layout->v[from].text || layout->v[from].text[0] == '#'))
		from++;
	return from == layout->n || is_keyword(layout->v[from].text);
}

bool layout_is_bare(const struct layout *layout, const char *ifname, size_t line)
{
	const struct layout_line *v = layout->v + line;

	return is_line(v, "iface", ifname, "inet manual") && !v->glued && !(layout->open && line + 1 == layout->n) &&
	       ends_before(layout, line + 1);
}

bool layout_is_ours(const struct layout *layout, const char *ifname, size_t line)
{
	const struct layout_line *v = layout->v + line;
	size_t next = line + 3;

	if (next > layout->n || !is_line(&v[0], "auto", ifname, "") ||
	    !is_line(&v[1], "iface", ifname, "inet manual") || !is_line(&v[2], "mtu", NULL, ""))
		return false;
	/* a comment right below is somebody's about it */
	if (next < layout->n && layout->v[next].text[0] == '#')
		return false;
	return ends_before(layout, next);
}
