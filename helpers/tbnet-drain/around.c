/* SPDX-License-Identifier: GPL-2.0-or-later */
/* around: tell from fabricd's database whether the other nodes have a way around this one.
 *
 * { "areas": [ { "levels": [ { "lsps": [ { "lsp": { "id": "n1.00-00", "ownLSP": true }, "attPOl": "0/0/1",
 *   "extReach": [ { "id": "0101.0000.0012.00" } ] } ] } ] } ] } */
#include "around.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

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

typedef int (*lsp_func)(struct around *a, struct json_object *lsp);

/* Calls f for each. */
static int each_lsp(struct around *a, struct json_object *database, lsp_func f)
{
	struct json_object *areas = json_member(database, "areas");
	int r = json_object_is_type(areas, json_type_array) ? 0 : -EBADMSG;

	for (size_t i = 0; r == 0 && i < json_length(areas); i++) {
		struct json_object *levels = json_member(json_at(areas, i), "levels");

		for (size_t k = 0; k < json_length(levels); k++) {
			struct json_object *lsps = json_member(json_at(levels, k), "lsps");

			for (size_t l = 0; l < json_length(lsps) && r == 0; l++)
				r = f(a, json_at(lsps, l));
		}
	}
	return r;
}

static int read_node(struct around *a, struct json_object *lsp)
{
	struct json_object *name = json_member(lsp, "lsp");
	const char *bits = json_text(lsp, "attPOl");	/* attached, partition, overload */
	struct around_node *n;
	int r = add_node(a, json_text(name, "id"), &n);

	if (r < 0)
		return r;
	n->own |= json_object_is_type(json_member(name, "ownLSP"), json_type_boolean);
	n->overloaded |= strlen(bits) == 5 && bits[4] == '1';
	return 0;
}

static int read_neighbors(struct around *a, struct json_object *lsp)
{
	struct json_object *list = json_member(lsp, "extReach");
	struct around_node *from;
	int r = add_node(a, json_text(json_member(lsp, "lsp"), "id"), &from);

	for (size_t i = 0; r == 0 && i < json_length(list); i++) {
		const char *id = json_text(json_at(list, i), "id");

		for (size_t k = 0; k < a->n; k++)
			if (*a->v[k].id && strncmp(a->v[k].id, id, ID_LENGTH) == 0)
				a->lists[from - a->v][k] = true;
	}
	return r;
}

int around_read(struct json_object *database, const char *hostnames, struct around *ret)
{
	int r;

	*ret = (struct around){ 0 };
	r = each_lsp(ret, database, read_node);
	if (r == 0)
		add_ids(ret, hostnames);
	return r == 0 ? each_lsp(ret, database, read_neighbors) : r;
}

int around_ask(struct around *ret)
{
	_cleanup_(json_put) struct json_object *database = NULL;
	_cleanup_free_ char *text = NULL, *hostnames = NULL;
	int r = frr_ask("show openfabric database detail json", &text);

	if (r == 0)
		r = frr_ask("show openfabric hostname", &hostnames);
	if (r)
		return r;
	database = json_parse(text);
	return around_read(database, hostnames, ret);
}

/* The nodes that can be reached from FIRST without what is WITHOUT; an overloaded node is an end. */
static void reach(const struct around *a, size_t first, size_t without, bool reached[AROUND_NODES])
{
	bool grown = true;

	memset(reached, 0, AROUND_NODES * sizeof(*reached));
	reached[first] = true;
	while (grown) {
		grown = false;
		for (size_t from = 0; from < a->n; from++)
			for (size_t to = 0; to < a->n; to++)
				if (reached[from] && (from == first || !a->v[from].overloaded) && to != without && !reached[to] &&
				    a->lists[from][to] && a->lists[to][from])
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
