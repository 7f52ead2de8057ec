/* SPDX-License-Identifier: GPL-2.0-or-later */
/* around: tell from fabricd's database whether the other nodes have a way around this one. */
#include "around.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "netcounters.h"

static int find_node(struct around *a, const char *name, size_t *ret)
{
	size_t i = 0;

	while (i < a->n && strcmp(a->v[i].name, name) != 0)
		i++;
	if (i == AROUND_NODES)
		return -E2BIG;
	if (i == a->n)
		snprintf(a->v[a->n++].name, sizeof(a->v->name), "%s", name);
	*ret = i;
	return 0;
}

static int add_lsp(const struct frr_lsp *lsp, void *data)
{
	struct around *a = data;
	size_t from, to;
	int r = find_node(a, lsp->name, &from);

	if (r < 0)
		return r;
	a->v[from].own |= lsp->own;
	a->v[from].overloaded |= lsp->overloaded;
	for (size_t i = 0; i < lsp->neighbors.n && r == 0; i++) {
		r = find_node(a, lsp->neighbors.v[i], &to);
		if (r == 0)
			a->lists[from][to] = true;
	}
	return r;
}

int around_ask(struct around *ret)
{
	*ret = (struct around){ 0 };
	return frr_database(add_lsp, ret);
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
