/* SPDX-License-Identifier: GPL-2.0-or-later */
/* statics: find static routes to other nodes' router ids. */
#include "statics.h"

#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "text.h"

#define WORDS	24
#define SIZE	256	/* a longer line is no guide's */

struct words_of {
	char text[SIZE];
	const char *v[WORDS];	/* "" behind the last */
	size_t n;
};

/* False for what is no plain command: it is left to its owner. */
static bool split(const char *line, struct words_of *ret)
{
	size_t n = strcspn(line, "\n");
	char *save = NULL;

	*ret = (struct words_of){ 0 };
	if (n >= SIZE)
		return false;
	memcpy(ret->text, line, n);
	for (char *w = strtok_r(ret->text, " \t\r", &save); w; w = strtok_r(NULL, " \t\r", &save)) {
		if (ret->n + 1 == WORDS)
			return false;
		ret->v[ret->n++] = w;
	}
	for (size_t i = ret->n; i < WORDS; i++)
		ret->v[i] = "";
	return true;
}

static bool is_one_of(const char *word, const char *const list[])
{
	while (*list && strcmp(*list, word) != 0)
		list++;
	return *list;
}

static bool is_other_id(const char *word, const struct fabric *fabric)
{
	struct prefix p;

	if (prefix_parse(word, &p) < 0 || !prefix_is_single(&p))
		return false;
	for (const struct fabric_node *n = fabric->nodes; n < fabric->nodes + fabric->n_nodes; n++)
		if (n != fabric->here && prefix_same_address(p.family == AF_INET ? &n->ip : &n->ip6, &p))
			return true;
	return false;
}

bool statics_in_frr(const char *line, const struct fabric *fabric)
{
	struct words_of w;

	return split(line, &w) && (strcmp(w.v[0], "ip") == 0 || strcmp(w.v[0], "ipv6") == 0) && strcmp(w.v[1], "route") == 0 && is_other_id(w.v[2], fabric);
}

/* What follows the destination: "dev en05 metric 10 || true". */
static bool is_plain(const struct words_of *w, size_t i)
{
	static const char *const ends[] = { "||", "true", "/bin/true", ":", ">/dev/null", "2>/dev/null", "2>&1", "||true", NULL };

	for (; i < w->n; i++)
		if (strspn(w->v[i], FABRIC_LETTERS "_-.:") != strlen(w->v[i]) && !is_one_of(w->v[i], ends))
			return false;
	return true;
}

static bool in_interfaces(const char *line, const struct fabric *fabric)
{
	static const char *const when[] = { "pre-up", "up", "post-up", "pre-down", "down", "post-down", NULL };
	static const char *const ip[] = { "ip", "/sbin/ip", "/bin/ip", "/usr/sbin/ip", "/usr/bin/ip", NULL };
	static const char *const options[] = { "-4", "-6", NULL };
	static const char *const route[] = { "route", "ro", "r", NULL };
	static const char *const verbs[] = { "add", "a", "append", "replace", "change", "del", "delete", "d", NULL };
	struct words_of w;
	size_t i = 2;

	if (!split(line, &w) || !is_one_of(w.v[0], when) || !is_one_of(w.v[1], ip))
		return false;
	i += is_one_of(w.v[i], options);
	return is_one_of(w.v[i], route) && is_one_of(w.v[i + 1], verbs) && is_other_id(w.v[i + 2], fabric) && is_plain(&w, i + 3);
}

int statics_without(const char *text, const struct fabric *fabric, char **ret)
{
	_cleanup_free_ char *out = NULL;
	bool found = false, joined = false;	/* to the line before */
	size_t size = 0;
	FILE *f = open_memstream(&out, &size);

	if (!f)
		return -ENOMEM;
	for (const char *line = text; *line;) {
		size_t n = strcspn(line, "\n"), whole = n + (line[n] == '\n');

		if (!joined && in_interfaces(line, fabric))
			found = true;
		else
			fwrite(line, 1, whole, f);
		joined = n && line[n - 1] == '\\';
		line += whole;
	}
	if (text_finish(f, &out) < 0)
		return -ENOMEM;
	if (found)
		*ret = TAKE(out);
	return 0;
}

bool statics_any(const char *text, const struct fabric *fabric)
{
	for (const char *line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (statics_in_frr(line, fabric) || in_interfaces(line, fabric))
			return true;
	return false;
}
