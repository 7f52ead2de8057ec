/* SPDX-License-Identifier: GPL-2.0-or-later */
/* special: leftovers that depend on other files: links that enable units,
 * copies of .link files, and what is still in use. */
#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "sysfs.h"
#include "conf.h"
#include "find.h"
#include "linkfile.h"

/* The first file of those that systemd-networkd would manage something by; for free(). */
static char *managed(void)
{
	static const char *const patterns[] = {
		"/etc/systemd/network/*.net*", "/run/systemd/network/*.net*",
		"/usr/local/lib/systemd/network/*.net*",
	};
	char *path = NULL;

	for (size_t i = 0; i < sizeof(patterns) / sizeof(*patterns) && !path; i++) {
		glob_t found = { 0 };

		if (glob(patterns[i], 0, NULL, &found) == 0 && found.gl_pathc)
			path = strdup(found.gl_pathv[0]);
		globfree(&found);
	}
	return path;
}

int find_enabled(struct find *f)
{
	struct leftover l = { .kind = f->kind };
	_cleanup_free_ char *path = NULL, *why = NULL;

	if (f->kind->how == HOW_ENABLED)
		return find_left_unit(f->found, find_base(f->path)) ? find_add(f, &l, NULL) : 0;
	/* masked is not enabled */
	if (!strstr(f->node.text, "systemd-network"))
		return 0;
	path = managed();
	if (path && asprintf(&why, "%s needs it", path) < 0)
		return -ENOMEM;
	l.stays = path != NULL;
	return find_add(f, &l, why);
}

/* The same patterns in [Match]. */
static bool is_same(const struct words *a, const struct words *b)
{
	for (size_t i = 0; i < a->n; i++)
		if (!words_have(b, a->v[i]))
			return false;
	return a->n == b->n;
}

/* True if it sets anything that the package's files do not. */
static bool sets_more(struct find *f, const char *text)
{
	static const char known[] = "^[ \t]*((Path|Driver|Name|MTUBytes)[ \t]*=.*|MACAddressPolicy[ \t]*=[ \t]*none[ \t\r]*|"
				    "TCP6?SegmentationOffload[ \t]*=[ \t]*no[ \t\r]*|"
				    "\\[(Match|Link)\\][ \t\r]*|[#;].*|[ \t\r]*)$";
	_cleanup_free_ char *copy = strdup(text);
	char *next = copy, *line;

	if (!copy)
		f->error = -ENOMEM;
	while (copy && (line = strsep(&next, "\n")))
		if (!find_has(f, line, known, NULL))
			return true;
	return false;
}

/* The same netdevs, the same name, nothing else. */
static bool is_copy(struct find *f, const struct link_file *a, const struct link_file *b)
{
	return !a->error && !b->error && *a->name && strcmp(a->name, b->name) == 0 &&
	       is_same(&a->match, &b->match) && !sets_more(f, f->node.text);
}

int find_link_file(struct find *f)
{
	struct leftover l = { .kind = f->kind, .stays = true };
	_cleanup_(link_file_free) struct link_file mine = { 0 }, packaged = { 0 };
	const struct words nothing = { 0 };
	_cleanup_free_ char *path = NULL;
	const char *why = "a .link file of your own, which differs from the package's";
	int r;

	if (asprintf(&path, "/usr/lib/systemd/network/%s", find_base(f->path)) < 0)
		return -ENOMEM;
	r = link_file_read(f->path, &nothing, &mine);
	if (r == 0)
		r = link_file_read(path, &nothing, &packaged);
	if (r == 0 && (sysfs_is_trouble(mine.error) || sysfs_is_trouble(packaged.error)))
		r = mine.error ? mine.error : packaged.error;
	if (r < 0)
		return r;
	if (!link_file_names(&mine, "Driver", "thunderbolt-net") && !find_has(f, f->node.text, "thunderbolt", NULL) &&
	    !*packaged.name)
		return 0;
	l.mtu = find_mtu(f, f->node.text, "^[ \t]*MTUBytes[ \t]*=[ \t]*([0-9]+)[ \t\r]*$");
	if (is_copy(f, &mine, &packaged) && (!l.mtu || l.mtu == MTU_DEFAULT)) {
		l.stays = false;
		why = NULL;
	}
	return find_add(f, &l, why);
}

/* The text of a file that stays, to be searched; NULL: none. */
static char *text_of(const char *path)
{
	_cleanup_(node_free) struct node node = { 0 };

	return node_read(path, &node) == 0 && node.type == NODE_FILE ? TAKE(node.text) : NULL;
}

static bool is_used(const struct leftover *script, const struct leftovers *found, const struct leftover **ret_by)
{
	for (size_t i = 0; i < found->n; i++) {
		const struct leftover *l = &found->v[i];
		_cleanup_free_ char *text = l->stays && !l->kind->warns && l != script ? text_of(l->path) : NULL;

		if (!text || !strstr(text, find_base(script->path)))
			continue;
		*ret_by = l;
		return true;
	}
	return false;
}

/* systemd starts no unit that requires one which is gone. */
static int keep_required(struct leftovers *found)
{
	for (size_t i = 0; i < found->n; i++) {
		struct leftover *l = &found->v[i];
		_cleanup_free_ char *by = NULL;
		int r = 0;

		if (l->kind->unit && !l->stays && !l->n_lines && l->node.type == NODE_FILE)
			r = find_requirer(found, find_base(l->path), &by);
		if (by && asprintf(&l->why, "%s requires it", by) < 0) {
			l->why = NULL;
			r = -ENOMEM;
		}
		l->stays |= by != NULL;
		if (r < 0)
			return r;
	}
	return 0;
}

/* What enables a unit that stays stays, too. */
static void keep_enabled(struct leftovers *found)
{
	for (size_t i = 0; i < found->n; i++) {
		struct leftover *l = &found->v[i];

		if (l->kind->how == HOW_ENABLED)
			l->stays |= !find_left_unit(found, find_base(l->path));
	}
}

int find_users(struct leftovers *found)
{
	int r = keep_required(found);
	bool again = r == 0;

	keep_enabled(found);
	/* one that stays may use others in turn */
	while (again) {
		again = false;
		for (size_t i = 0; i < found->n; i++) {
			struct leftover *l = &found->v[i];
			const struct leftover *by;

			if (l->stays || (l->kind->how != HOW_WHOLE && l->kind->how != HOW_SCRIPT) || !strstr(l->kind->id, "script") ||
			    !is_used(l, found, &by))
				continue;
			l->stays = again = true;
			if (asprintf(&l->why, "%s uses it", by->path) < 0) {
				l->why = NULL;
				return -ENOMEM;
			}
		}
	}
	return r;
}

static int by_kind(const void *a, const void *b)
{
	const struct leftover *x = a, *y = b;

	return x->kind != y->kind ? (x->kind < y->kind ? -1 : 1) : strcmp(x->path, y->path);
}

void find_sort(struct leftovers *found)
{
	if (found->n)
		qsort(found->v, found->n, sizeof(*found->v), by_kind);
}

size_t leftovers_to_take(const struct leftovers *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += !l->v[i].stays;
	return n;
}

void leftover_free(struct leftover *l)
{
	free(l->path);
	free(l->why);
	free(l->lines);
	node_free(&l->node);
}

void leftovers_free(struct leftovers *l)
{
	for (size_t i = 0; i < l->n; i++)
		leftover_free(&l->v[i]);
	free(l->v);
	*l = (struct leftovers){ 0 };
}
