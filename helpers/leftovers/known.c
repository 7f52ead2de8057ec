/* SPDX-License-Identifier: GPL-2.0-or-later */
/* known: recognize units, rules, scripts and timers by their commands, not by their names. */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "commands.h"
#include "find.h"
#include "interfaces.h"
#include "port.h"

/* True if both are the same, but for what is between "@" and the last ".". */
static bool is_same_unit(const char *name, const char *unit)
{
	size_t n = strcspn(unit, "@");
	const char *dot = strrchr(name, '.');

	if (!unit[n] || unit[n + 1] != '.' || strncmp(name, unit, n + 1) != 0)
		return strcmp(name, unit) == 0;
	return dot && strcmp(dot, unit + n + 1) == 0;
}

const struct leftover *find_left_unit(const struct leftovers *found, const char *name)
{
	for (size_t i = 0; i < found->n; i++)
		if (found->v[i].kind->unit && found->v[i].kind->how != HOW_ENABLED && !found->v[i].stays && is_same_unit(name, find_base(found->v[i].path)))
			return &found->v[i];
	return NULL;
}

/* Commands of one value are known; what they do is added. */
static bool is_known(struct find *f, const char *value, struct commands *all)
{
	struct commands c;
	int r = commands_read(value, &c);

	if (r < 0)
		f->error = r;
	if (r <= 0)
		return false;
	c.up |= all->up;
	if (*all->master && *c.master && strcmp(all->master, c.master) != 0)
		return false;
	if (!*c.master)
		memcpy(c.master, all->master, sizeof(c.master));
	*all = c;
	return true;
}

/* "ExecStart=-/usr/sbin/ip link set %i up" */
static bool reads_unit(struct find *f, struct commands *ret)
{
	_cleanup_free_ char *copy = strdup(f->node.text);
	char *next = copy, *line;
	bool any = false;

	if (!copy)
		f->error = -ENOMEM;
	while (copy && (line = strsep(&next, "\n"))) {
		char *value = strncmp(line, "Exec", 4) == 0 ? strchr(line, '=') : NULL;

		if (value && !is_known(f, value + 1 + strspn(value + 1, "@-:+!| \t"), ret))
			return false;
		any |= value != NULL;
	}
	return any;
}

struct bridge {
	const struct sections *all;
	const char *name;
	char missing[IFNAMSIZ];		/* a link that its stanza does not have */
	bool any;
};

static int on_link(const char *ifname, void *data)
{
	struct bridge *b = data;
	struct uppers uppers = { 0 };
	bool found = false;
	int r = uppers_find(b->all, ifname, &uppers);

	for (size_t i = 0; i < uppers.n; i++)
		found |= strcmp(uppers.v[i].name, b->name) == 0;
	uppers_free(&uppers);
	if (!found)
		snprintf(b->missing, sizeof(b->missing), "%s", ifname);
	b->any = true;
	return r;
}

/* A master that nothing else puts the links into keeps what does so. */
static int judge_master(const char *master, char **ret_why)
{
	_cleanup_(sections_free) struct sections all = { 0 };
	_cleanup_(interfaces_free) struct stanza stanza = { 0 };
	struct bridge b = { .all = &all, .name = master };
	int r = ifupdown_tool(), n = 0;

	if (r >= 0)
		r = sections_read("/etc/network/interfaces", r == IFUPDOWN_CLASSIC ? IFUPDOWN_CLASSIC : IFUPDOWN_2, &all);
	if (r == 0)
		r = interfaces_stanza(&all, master, &stanza);
	if (r == 0)
		r = port_each(on_link, &b);
	if (r < 0)
		return r;
	if (*b.missing && (stanza.found || if_nametoindex(master)))
		n = asprintf(ret_why, "%s is in no bridge-ports line of %s: add it there first, or it leaves %s", b.missing, master, master);
	else if (!b.any && (stanza.found || if_nametoindex(master)))
		n = asprintf(ret_why, "no link is present, so tbnet cannot tell whether it would leave %s", master);
	return n < 0 ? -ENOMEM : 0;
}

int find_unit(struct find *f)
{
	struct leftover l = { .kind = f->kind };
	_cleanup_free_ char *why = NULL;
	struct commands c = { 0 };
	int r = 0;

	if (!find_has(f, f->node.text, f->kind->has[0], NULL) || !reads_unit(f, &c) ||
	    !(c.up || (f->kind->has[1] && find_has(f, f->node.text, f->kind->has[1], NULL))))
		return 0;
	if (*c.master)
		r = judge_master(c.master, &why);
	if (r < 0)
		return r;
	l.stays = why != NULL;
	l.mtu = find_mtu(f, f->node.text, FIND_MTU);
	return find_add(f, &l, why);
}

/* Units that a rule wants: all of them are left over. */
static bool are_left(const struct leftovers *found, char *units)
{
	char *save = NULL;

	for (char *unit = strtok_r(units, " ", &save); unit; unit = strtok_r(NULL, " ", &save))
		if (!find_left_unit(found, unit))
			return false;
	return true;
}

/* True if this assignment of a rule is a known one. */
static bool knows_assignment(struct find *f, const char *key, char *value, bool *acts)
{
	struct commands c = { 0 };

	if (strcmp(key, "TAG") == 0)
		return strcmp(value, "systemd") == 0;
	*acts = true;
	if (strcmp(key, "ENV{SYSTEMD_WANTS}") == 0)
		return are_left(f->found, value);
	return (strcmp(key, "RUN") == 0 || strcmp(key, "RUN{program}") == 0) && is_known(f, value, &c) && c.up && !*c.master;
}

/* KEY=="VALUE", KEY+="VALUE": up to the quote that ends it. */
bool find_rule_is_known(struct find *f, const char *line)
{
	_cleanup_free_ char *copy = strdup(line);
	bool acts = false;

	if (find_has(f, line, f->kind->has[0], NULL))
		return true;
	if (!copy)
		f->error = -ENOMEM;
	for (char *at = copy; at && at[strspn(at, ", \t\r")];) {
		char *key = at + strspn(at, ", \t"), *op = key + strcspn(key, "=!+:-"), *value = strchr(op, '"'), *end;
		bool matches = strncmp(op, "==", 2) == 0 || strncmp(op, "!=", 2) == 0;

		end = value ? strchr(value + 1, '"') : NULL;
		if (!end)
			return false;
		*end = '\0';
		*op = '\0';
		key[strcspn(key, " \t")] = '\0';
		if (!matches && !knows_assignment(f, key, value + 1, &acts))
			return false;
		at = end + 1;
	}
	return acts;
}

/* True if a line that goes runs the script; *ret_stays: one that stays does so, too. */
static bool runs(const struct leftover *l, const char *path, bool *ret_stays)
{
	const char *line = l->node.text;
	bool goes = false;

	for (size_t number = 1, k = 0; *line; number++) {
		size_t n = strcspn(line, "\n");
		const char *found = strstr(line, path);
		bool named = k < l->n_lines && l->lines[k] == number;
		bool ours = !l->n_lines || named;

		k += named;
		if (found && found < line + n && *line != '#')
			*(ours ? &goes : ret_stays) = true;
		line += n + (line[n] == '\n');
	}
	return goes;
}

int find_script(struct find *f)
{
	struct leftover l = { .kind = f->kind };
	struct commands c = { 0 };
	bool called = false, stays = false;

	for (size_t i = 0; i < f->found->n; i++) {
		const struct leftover *by = &f->found->v[i];

		if (!by->stays && (by->kind->how == HOW_RULE || by->kind->how == HOW_UNIT))
			called |= runs(by, f->path, &stays);
	}
	if (!called || stays || !is_known(f, f->node.text, &c))
		return 0;
	l.mtu = find_mtu(f, f->node.text, FIND_MTU);
	return find_add(f, &l, NULL);
}

int find_timer(struct find *f)
{
	struct leftover l = { .kind = f->kind };
	_cleanup_free_ char *unit = NULL;
	regmatch_t match[2];
	int n;

	if (find_has(f, f->node.text, "^Unit[ \t]*=[ \t]*([^ \t\r]+)", match))
		n = asprintf(&unit, "%.*s", (int)(match[1].rm_eo - match[1].rm_so), f->node.text + match[1].rm_so);
	else
		n = asprintf(&unit, "%.*s.service", (int)(strlen(find_base(f->path)) - strlen(".timer")), find_base(f->path));
	if (n < 0) {
		unit = NULL;
		return -ENOMEM;
	}
	return find_left_unit(f->found, unit) ? find_add(f, &l, NULL) : 0;
}
