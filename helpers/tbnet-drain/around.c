/* SPDX-License-Identifier: GPL-2.0-or-later */
/* around: tell from fabricd's database whether the other nodes have a way around this one.
 *
 * n1.00-00             *    121   0x00000005  0x0188    1149    0/0/1
 *   Extended Reachability: 0101.0000.0012.00 (Metric: 10)
 *
 * As text: the JSON of FRR 8.4 has one node and one neighbor only. */
#include "around.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "frr.h"
#include "netcounters.h"
#include "text.h"

#define ID_LENGTH	14	/* "0101.0000.0011" */
#define ID_LETTERS	"0123456789abcdefABCDEF."

static bool is_id(const char *word)
{
	return strlen(word) == ID_LENGTH && strspn(word, ID_LETTERS) == ID_LENGTH && word[4] == '.' && word[9] == '.';
}

/* "n1.00-00" and "n1.00-01" are n1's. */
static int add_node(struct around *a, const char *lsp, struct around_node **ret)
{
	struct around_node new = { 0 };
	size_t n = strlen(lsp);

	if (n <= 6 || n - 6 >= sizeof(new.name))
		return -EBADMSG;
	memcpy(new.name, lsp, n - 6);
	text_defuse(new.name);
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->v[i].name, new.name) == 0) {
			*ret = &a->v[i];
			return 0;
		}
	if (a->n == AROUND_NODES)
		return -E2BIG;
	if (is_id(new.name))	/* its host name is not known */
		memcpy(new.id, new.name, ID_LENGTH);
	a->v[a->n] = new;
	*ret = &a->v[a->n++];
	return 0;
}

/* "2      0101.0000.0012 n2", "     * 0101.0000.0011 n1" */
static void add_ids(struct around *a, const char *hostnames)
{
	char line[160];

	for (const char *p = hostnames; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		char *save = NULL, *id, *name;

		snprintf(line, sizeof(line), "%.*s", (int)strcspn(p, "\n"), p);
		strtok_r(line, " \t", &save);	/* the level, or a star */
		id = strtok_r(NULL, " \t", &save);
		name = strtok_r(NULL, " \t\r", &save);
		if (!name || !is_id(id))
			continue;
		text_defuse(name);
		for (size_t i = 0; i < a->n; i++)
			if (strcmp(a->v[i].name, name) == 0)
				memcpy(a->v[i].id, id, ID_LENGTH);
	}
}

/* The line that a node's part begins with: its name, a star for this node, and attached/partition/overload at the end. *ret NULL: it
 * is another line. */
static int read_head(struct around *a, char *line, struct around_node **ret)
{
	char *save = NULL, *name = strtok_r(line, " ", &save), *word = NULL, *next = NULL;
	size_t n = name ? strlen(name) : 0;
	bool own;
	int r;

	*ret = NULL;
	if (!n)
		return 0;
	own = name[n - 1] == '*';	/* right behind a long name */
	if (own)
		name[n - 1] = '\0';
	for (bool first = true; (next = strtok_r(NULL, " \r", &save)); first = false, word = next)
		own |= first && strcmp(next, "*") == 0;
	if (!word || strlen(word) != 5 || word[1] != '/' || word[3] != '/')
		return 0;
	r = add_node(a, name, ret);
	if (r < 0)
		return r;
	(*ret)->own |= own;
	(*ret)->overloaded |= word[4] == '1';
	return 0;
}

static void add_neighbor(struct around *a, const struct around_node *from, const char *id)
{
	for (size_t i = 0; i < a->n; i++)
		if (*a->v[i].id && strncmp(a->v[i].id, id, ID_LENGTH) == 0)
			a->lists[from - a->v][i] = true;
}

/* All nodes, or, once they are known, their neighbors. */
static int read_lines(struct around *a, const char *database, bool neighbors)
{
	static const char key[] = "  Extended Reachability: ";
	_cleanup_free_ char *copy = strdup(database);
	struct around_node *node = NULL;
	char *next = copy, *line;
	int r = copy ? 0 : -ENOMEM;

	while (r == 0 && (line = strsep(&next, "\n"))) {
		if (*line && *line != ' ')
			r = read_head(a, line, &node);
		else if (neighbors && node && strncmp(line, key, sizeof(key) - 1) == 0)
			add_neighbor(a, node, line + sizeof(key) - 1);
	}
	return r;
}

int around_read(const char *database, const char *hostnames, struct around *ret)
{
	int r;

	*ret = (struct around){ 0 };
	r = read_lines(ret, database, false);
	if (r == 0)
		add_ids(ret, hostnames);
	if (r == 0 && !ret->n)
		r = -EBADMSG;
	return r == 0 ? read_lines(ret, database, true) : r;
}

int around_ask(struct around *ret)
{
	_cleanup_free_ char *database = NULL, *hostnames = NULL;
	int r = frr_ask("show openfabric database detail", &database);

	if (r == 0)
		r = frr_ask("show openfabric hostname", &hostnames);
	return r ? r : around_read(database, hostnames, ret);
}

/* The nodes that can be reached from FIRST without what is WITHOUT; another node that is overloaded is an end. */
static void reach(const struct around *a, size_t first, size_t without, bool reached[AROUND_NODES])
{
	bool grown = true;

	memset(reached, 0, AROUND_NODES * sizeof(*reached));
	reached[first] = true;
	while (grown) {
		grown = false;
		for (size_t from = 0; from < a->n; from++)
			for (size_t to = 0; to < a->n; to++)
				if (reached[from] && (from == first || a->v[from].own || !a->v[from].overloaded) && to != without &&
				    !reached[to] && a->lists[from][to] && a->lists[to][from])
					grown = reached[to] = true;
	}
}

bool around_is_between(const struct around *a, const char **ret_a, const char **ret_b)
{
	bool with[AROUND_NODES], without[AROUND_NODES];

	for (size_t own = 0; own < a->n; own++)
		for (size_t i = 0; i < a->n && a->v[own].own; i++) {
			if (i == own)
				continue;
			reach(a, i, a->n, with);
			reach(a, i, own, without);
			for (size_t k = 0; k < a->n; k++)
				if (k != own && with[k] && !without[k]) {
					*ret_a = a->v[i].name;
					*ret_b = a->v[k].name;
					return true;
				}
		}
	return false;
}

bool around_is_overloaded(const struct around *a)
{
	for (size_t i = 0; i < a->n; i++)
		if (a->v[i].own)
			return a->v[i].overloaded;
	return false;
}

static void add_forwarded(const char *name, uint64_t value, void *data)
{
	if (strcmp(name, "ForwDatagrams") == 0 || strcmp(name, "Ip6OutForwDatagrams") == 0)
		*(uint64_t *)data += value;
}

uint64_t around_forwarded(void)
{
	uint64_t sum = 0;

	netcounters_each(add_forwarded, &sum);
	return sum;
}
