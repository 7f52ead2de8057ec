/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frrdatabase: read what fabricd knows of all nodes.
 *
 * pve-with-a-lon.00-00 *    121   0x00000005  0x0188    1149    0/0/0
 *   Hostname: pve-with-a-long-name
 *   Extended Reachability: 0101.0000.0012.00 (Metric: 10)
 *   Extended IP Reachability: 10.0.0.81/32 (Metric: 10)
 *   IPv6 Reachability: fc00::81/128 (Metric: 10)
 *
 * As text, since the JSON of FRR 8.4 has one node, one neighbor and one address only, and by other keys. The first line has 14 letters of a
 * host name (lspid_print() in isis_lsp.c, 8.4 to 10.7). */
#include "frrdatabase.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "clock.h"
#include "frr.h"
#include "text.h"

#define ID_LENGTH	14	/* "0101.0000.0011" */
#define ID_LETTERS	"0123456789abcdefABCDEF."
#define FRAGMENT_LENGTH	6	/* ".00-00" */

struct reading {
	struct words ids, names;	/* of "show openfabric hostname": names.v[i] is that of ids.v[i] */
	struct frr_lsp lsp;
	char head[FRR_NODE_SIZE];	/* "pve-with-a-lon"; "": no packet yet */
	bool goes_on;			/* a fragment that is not the first */
	bool any;
};

static bool is_id(const char *word)
{
	return strspn(word, ID_LETTERS) == ID_LENGTH && !word[ID_LENGTH] && word[4] == '.' && word[9] == '.';
}

/* "2      0101.0000.0012 n2", "     * 0101.0000.0011 n1"; another line is none */
static int add_name(struct reading *r, char *line)
{
	char *save = NULL, *level = strtok_r(line, " \t", &save), *id = strtok_r(NULL, " \t", &save), *word = strtok_r(NULL, " \t\r", &save);
	char name[FRR_NODE_SIZE];

	if (!word || !is_id(id) || level[strspn(level, "0123456789*")])
		return 0;
	snprintf(name, sizeof(name), "%s", word);
	text_defuse(name);
	return words_add(&r->ids, id) < 0 || words_add(&r->names, name) < 0 ? -ENOMEM : 0;
}

static int read_names(struct reading *r, const char *text)
{
	char line[160];
	int e = 0;

	for (const char *p = text; *p && e == 0; p += strcspn(p, "\n"), p += *p == '\n') {
		snprintf(line, sizeof(line), "%.*s", (int)strcspn(p, "\n"), p);
		e = add_name(r, line);
	}
	return e;
}

/* A node by the name that it has elsewhere, too. */
static const char *name_of(const struct reading *r, const char *id)
{
	for (size_t i = 0; i < r->ids.n; i++)
		if (strcmp(r->ids.v[i], id) == 0)
			return r->names.v[i];
	return id;
}

static int end_lsp(struct reading *r, frr_lsp_func f, void *data)
{
	struct frr_lsp *lsp = &r->lsp;
	int e = 0;

	if (*r->head) {
		if (!r->goes_on)
			snprintf(lsp->name, sizeof(lsp->name), "%s", is_id(r->head) ? name_of(r, r->head) : *lsp->host ? lsp->host : r->head);
		text_defuse(lsp->name);
		r->any = true;
		e = f(lsp, data);
	}
	*r->head = '\0';
	lsp->own = lsp->overloaded = false;
	*lsp->host = '\0';
	words_free(&lsp->neighbors);
	words_free(&lsp->addresses);
	return e;
}

/* "n1.00-00", a star for this node, figures, and attached/partition/overload at the end; another line begins no packet. */
static void begin_lsp(struct reading *r, char *line)
{
	char *save = NULL, *name = strtok_r(line, " ", &save), *word = NULL, *next = NULL;
	size_t n = name ? strlen(name) : 0;
	bool own = n && name[n - 1] == '*';	/* right behind a long name */

	if (own)
		name[--n] = '\0';
	for (bool first = true; n && (next = strtok_r(NULL, " \r", &save)); first = false, word = next)
		own |= first && strcmp(next, "*") == 0;
	if (!word || strlen(word) != 5 || word[1] != '/' || word[3] != '/' || n <= FRAGMENT_LENGTH || n - FRAGMENT_LENGTH >= sizeof(r->head))
		return;
	n -= FRAGMENT_LENGTH;
	r->goes_on = *r->lsp.name && strcmp(name + n, ".00-00") != 0;	/* it follows the first in the database's order */
	memcpy(r->head, name, n);
	r->head[n] = '\0';
	r->lsp.own = own;
	r->lsp.overloaded = word[4] == '1';
}

/* True if the line has KEY. The value is the word behind it. */
static bool has_key(char *line, const char *key, const char **ret)
{
	size_t n = strlen(key);

	if (strncmp(line, key, n) != 0)
		return false;
	line[n + strcspn(line + n, " \t\r")] = '\0';
	*ret = line + n;
	return true;
}

static int add_line(struct reading *r, char *line)
{
	struct frr_lsp *lsp = &r->lsp;
	const char *value;
	char id[ID_LENGTH + 1];

	if (has_key(line, "  Hostname: ", &value))
		snprintf(lsp->host, sizeof(lsp->host), "%s", value);
	if (has_key(line, "  Extended IP Reachability: ", &value) || has_key(line, "  IPv6 Reachability: ", &value))
		return words_add(&lsp->addresses, value);
	if (!has_key(line, "  Extended Reachability: ", &value))
		return 0;
	snprintf(id, sizeof(id), "%s", value);
	return is_id(id) ? words_add(&lsp->neighbors, name_of(r, id)) : 0;
}

int frr_database_read(char *text, frr_lsp_func f, void *data)
{
	struct reading r = { 0 };
	int e = read_names(&r, text);

	for (char *line; e == 0 && (line = strsep(&text, "\n"));) {
		if (*line == ' ') {
			e = *r.head ? add_line(&r, line) : 0;
		} else if (*line) {
			e = end_lsp(&r, f, data);
			begin_lsp(&r, line);
		}
	}
	if (e == 0)
		e = end_lsp(&r, f, data);
	words_free(&r.lsp.neighbors);
	words_free(&r.lsp.addresses);
	words_free(&r.ids);
	words_free(&r.names);
	return e == 0 && !r.any ? -EBADMSG : e;
}

int frr_database(frr_lsp_func f, void *data)
{
	_cleanup_free_ char *text = NULL;
	int e = frr_ask_both("show openfabric database detail", "show openfabric hostname", clock_now() + FRR_DEADLINE_MS, &text);

	return e ? e : frr_database_read(text, f, data);
}
