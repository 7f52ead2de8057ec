/* SPDX-License-Identifier: GPL-2.0-or-later */
/* revise: insert a stanza for one interface into a text of interfaces(5), and remove it again.
 *
 * A blank line goes below it where other lines follow, and above it at the end of the file. So
 * removing knows what adding has done, without a mark in the file. */
#include "revise.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "layout.h"

/* The last line end of a text: that of what was put there last, too. */
static const char *line_end(const char *text, size_t size)
{
	const char *end = memrchr(text, '\n', size);

	return end && end > text && end[-1] == '\r' ? "\r\n" : "\n";
}

static bool ends_in(const char *text, size_t size, const char *end)
{
	size_t n = strlen(end);

	return size >= n && memcmp(text + size - n, end, n) == 0;
}

/* text[0..from), middle, text[to..size) */
static int replace(const char *text, size_t size, size_t from, size_t to, const char *middle,
		  char **ret, size_t *ret_size)
{
	size_t n = strlen(middle);
	char *new = malloc(size - (to - from) + n + 1);

	if (!new)
		return -ENOMEM;
	memcpy(new, text, from);
	memcpy(new + from, middle, n);
	memcpy(new + from + n, text + to, size - to);
	*ret_size = size - (to - from) + n;
	new[*ret_size] = '\0';
	*ret = new;
	return 1;
}

static int open_layout(const char *text, size_t size, struct layout *ret)
{
	int r = memchr(text, '\0', size) ? -EILSEQ : layout_read(text, size, ret);

	return r < 0 ? r : ret->template ? -ENOTSUP : 0;
}

int revise_add(const char *text, size_t size, const char *ifname, unsigned mtu,
	       char **ret, size_t *ret_size)
{
	_cleanup_(layout_free) struct layout l = { 0 };
	const char *end = line_end(text, size), *above = "", *below = end;
	_cleanup_free_ char *stanza = NULL;
	size_t at, source;
	int r = open_layout(text, size, &l);

	if (r < 0)
		return r;
	if (layout_iface(&l, ifname, 0) < l.n)
		return 0;
	source = layout_source(&l);
	if (source < l.n ? l.v[source].glued : l.open)
		return -EBADMSG;
	at = source < l.n ? l.v[source].at : size;
	if (at == size) {
		above = size ? end : "";
		below = "";
	}
	/* a last line without end: the new one has none, either */
	if (at == size && size && text[size - 1] != '\n')
		r = asprintf(&stanza, "%s%sauto %s%siface %s inet manual%s\tmtu %u", end, end, ifname, end,
			     ifname, end, mtu);
	else
		r = asprintf(&stanza, "%sauto %s%siface %s inet manual%s\tmtu %u%s%s", above, ifname, end,
			     ifname, end, mtu, end, below);
	if (r < 0) {
		stanza = NULL;
		return -ENOMEM;
	}
	return replace(text, size, at, at, stanza, ret, ret_size);
}

int revise_complete(const char *text, size_t size, const char *ifname, unsigned mtu,
		    char **ret, size_t *ret_size)
{
	_cleanup_(layout_free) struct layout l = { 0 };
	_cleanup_free_ char *first = NULL, *stanza = NULL;
	const char *end = line_end(text, size);
	const struct layout_line *v;
	size_t line;
	bool ends;
	int r = open_layout(text, size, &l);

	if (r < 0)
		return r;
	line = layout_iface(&l, ifname, 0);
	while (line < l.n && !layout_is_bare(&l, ifname, line))
		line = layout_iface(&l, ifname, line + 1);
	if (line == l.n)
		return 0;
	v = &l.v[line];
	ends = text[v->at + v->size - 1] == '\n';
	if (!layout_is_auto(&l, ifname) && asprintf(&first, "auto %s%s", ifname, end) < 0) {
		first = NULL;
		return -ENOMEM;
	}
	if (asprintf(&stanza, "%s%.*s%s\tmtu %u%s", first ? first : "", (int)v->size, text + v->at, ends ? "" : end, mtu,
		     ends ? end : "") < 0) {
		stanza = NULL;
		return -ENOMEM;
	}
	return replace(text, size, v->at, v->at + v->size, stanza, ret, ret_size);
}

int revise_remove(const char *text, size_t size, const char *ifname, char **ret, size_t *ret_size)
{
	_cleanup_(layout_free) struct layout l = { 0 };
	size_t line = 0, from, to;
	const char *end;
	int r = open_layout(text, size, &l);

	if (r < 0)
		return r;
	while (line < l.n && !layout_is_ours(&l, ifname, line))
		line++;
	if (line == l.n)
		return 0;
	from = l.v[line].at;
	to = l.v[line + 2].at + l.v[line + 2].size;
	end = line_end(text + from, to - from);
	if (to < size) {
		if (line + 3 < l.n && l.v[line + 3].size == strlen(end) && ends_in(text, to + strlen(end), end))
			to += strlen(end);
	} else if (line && l.v[line - 1].size == strlen(end) && ends_in(text, from, end)) {
		from -= strlen(end);
		if (text[size - 1] != '\n' && ends_in(text, from, end))
			from -= strlen(end);
	}
	return replace(text, size, from, to, "", ret, ret_size);
}
