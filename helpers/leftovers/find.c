/* SPDX-License-Identifier: GPL-2.0-or-later */
/* find: go through the table, and read every file that may be a leftover. */
#include "find.h"

#include <errno.h>
#include <glob.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "file.h"
#include "sysfs.h"
#include "text.h"

const char *find_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

int find_add(struct find *f, struct leftover *l, const char *why)
{
	struct leftover *v = reallocarray(f->found->v, f->found->n + 1, sizeof(*v));

	if (f->node.shared && !l->stays) {
		l->stays = true;
		why = "it has other names (hard links), which would keep it";
	}
	l->path = strdup(f->path);
	l->why = why ? strdup(why) : NULL;
	if (v)
		f->found->v = v;
	if (!v || !l->path || (why && !l->why)) {
		leftover_free(l);
		return -ENOMEM;
	}
	l->node = f->node;
	f->node = (struct node){ 0 };
	v[f->found->n++] = *l;
	return 0;
}

/* The patterns are ours, and right: it is memory that is missing. */
static bool compiles(struct find *f, regex_t *regex, const char *pattern, int flags)
{
	if (regcomp(regex, pattern, REG_EXTENDED | flags) == 0)
		return true;
	f->error = -ENOMEM;
	return false;
}

static bool matches(struct find *f, const regex_t *regex, const char *text, regmatch_t match[2])
{
	errno = 0;
	if (regexec(regex, text, match ? 2 : 0, match, 0) == 0)
		return true;
	if (errno == ENOMEM)	/* glibc returns REG_NOMATCH then, too */
		f->error = -ENOMEM;
	return false;
}

bool find_has(struct find *f, const char *text, const char *pattern, regmatch_t match[2])
{
	regex_t regex;
	bool yes;

	if (!compiles(f, &regex, pattern, REG_NEWLINE))
		return false;
	yes = matches(f, &regex, text, match);
	regfree(&regex);
	return yes;
}

/* The first number behind the pattern. */
unsigned find_mtu(struct find *f, const char *text, const char *pattern)
{
	_cleanup_free_ char *digits = NULL;
	regmatch_t match[2];
	unsigned mtu;

	if (!find_has(f, text, pattern, match))
		return 0;
	digits = strndup(text + match[1].rm_so, (size_t)(match[1].rm_eo - match[1].rm_so));
	if (!digits)
		f->error = -ENOMEM;
	return digits && text_to_uint(digits, 1, 65535, &mtu) == 0 ? mtu : 0;
}

/* "#\!", a second "#!" in it, or DOS line ends. */
static bool is_broken(const char *text)
{
	return strncmp(text, "#!", 2) != 0 || strstr(text, "\n#!") || strstr(text, "\r\n");
}

static int judge_whole(struct find *f)
{
	struct leftover l = { .kind = f->kind, .stays = f->kind->stays || f->kind->warns };

	for (size_t i = 0; i < LEFTOVER_HAS && f->kind->has[i]; i++)
		if (!find_has(f, f->node.text, f->kind->has[i], NULL))
			return 0;
	l.broken = strncmp(f->node.text, "#\\!", 3) == 0;
	l.mtu = find_mtu(f, f->node.text, FIND_MTU);
	return find_add(f, &l, NULL);
}

/* A line belongs to the first kind that it fits. */
static bool is_found_line(const struct leftovers *found, const char *path, size_t line)
{
	for (size_t i = 0; i < found->n; i++)
		for (size_t k = 0; k < found->v[i].n_lines && strcmp(found->v[i].path, path) == 0; k++)
			if (found->v[i].lines[k] == line)
				return true;
	return false;
}

/* Takes the numbers of the lines that match into l; says whether others mean something. */
static int match_lines(struct find *f, const regex_t *regex, struct leftover *l, bool *ret_others)
{
	_cleanup_free_ char *copy = strdup(f->node.text);
	char *next = copy, *line;
	size_t number = 0;

	if (!copy)
		return -ENOMEM;
	while ((line = strsep(&next, "\n"))) {
		const char *first = line + strspn(line, " \t\r");
		size_t *v;

		number++;
		if (!matches(f, regex, line, NULL) || (!f->kind->warns && is_found_line(f->found, f->path, number)) ||
		    (f->kind->how == HOW_RULE && !find_rule_is_known(f, line)) || (f->kind->how == HOW_WAIT && !find_wait_is_known(f, line))) {
			/* a section without settings means nothing */
			*ret_others |= *first && *first != '#' && *first != ';' && !(f->kind->how == HOW_WAIT && *first == '[');
			continue;
		}
		v = reallocarray(l->lines, l->n_lines + 1, sizeof(*v));
		if (!v)
			return -ENOMEM;
		l->lines = v;
		v[l->n_lines++] = number;
	}
	return 0;
}

static int judge_lines(struct find *f)
{
	struct leftover l = { .kind = f->kind, .stays = f->kind->stays || f->kind->warns };
	const char *why = NULL;
	bool others = f->kind->keeps_file;
	regex_t regex;
	int r;

	if (!compiles(f, &regex, f->kind->line, REG_NOSUB))
		return 0;
	r = match_lines(f, &regex, &l, &others);
	regfree(&regex);
	if (r < 0 || !l.n_lines) {
		free(l.lines);
		return r;
	}
	if (f->kind->how == HOW_RULE)
		l.mtu = find_mtu(f, f->node.text, FIND_MTU);
	/* what a line means then depends on its neighbors */
	if (find_has(f, f->node.text, "\\\\[ \t\r]*$", NULL) && !l.stays) {
		l.stays = true;
		why = "it has lines that go on in the next one";
	}
	if (!others && !l.stays) {
		free(l.lines);
		l.lines = NULL;
		l.n_lines = 0;
	}
	return find_add(f, &l, why);
}

static bool is_found(const struct leftovers *found, const char *path)
{
	for (size_t i = 0; i < found->n; i++)
		if (strcmp(found->v[i].path, path) == 0)
			return true;
	return false;
}

/* An administrator's own settings for tbnet are none. */
static bool is_ours(const char *path)
{
	return strstr(find_base(path), "tbnet") != NULL;
}

static int judge(struct find *f)
{
	struct leftover l = { .kind = f->kind, .stays = true };
	bool is_link = f->node.type == NODE_LINK;

	if (f->kind->how == HOW_NAME)
		return judge_whole(f);
	if (f->kind->how == HOW_ENABLED || f->kind->how == HOW_NETWORKD)
		return is_link ? find_enabled(f) : 0;
	if (f->kind->how == HOW_LINK_FILE)
		return is_link ? 0 : find_link_file(f);
	/* modules-load.d/modules.conf is one to /etc/modules; what it is a link to is looked at by itself */
	if (is_link)
		return f->kind->how == HOW_WHOLE && !f->kind->stays && !f->kind->warns && strstr(f->path, "/usr/local/") ?
		       find_add(f, &l, "it is a symbolic link to somewhere else") : 0;
	if (strlen(f->node.text) != f->node.size && !f->kind->warns)
		return 0;
	switch (f->kind->how) {
	case HOW_UNIT:
		return find_unit(f);
	case HOW_SCRIPT:
		return find_script(f);
	case HOW_TIMER:
		return find_timer(f);
	case HOW_BROKEN:
		return is_broken(f->node.text) ? judge_whole(f) : 0;
	case HOW_WAIT:
		return find_has(f, f->node.text, f->kind->has[0], NULL) ? judge_lines(f) : 0;
	case HOW_LINES:
	case HOW_RULE:
		return judge_lines(f);
	default:
		return judge_whole(f);
	}
}

/* For a symbolic link, the file that it leads to counts. */
static int follow(struct find *f)
{
	node_free(&f->node);
	f->node.type = NODE_FILE;
	return file_read(f->path, &f->node.text, &f->node.size);
}

static int look_at(struct find *f, const char *path)
{
	bool once = f->kind->how == HOW_UNIT || f->kind->how == HOW_SCRIPT || (f->kind->stays && f->kind->how == HOW_WHOLE);
	int r;

	if ((!f->kind->warns && (!text_is_clean(path) || is_ours(path))) || (once && is_found(f->found, path)))
		return 0;
	f->path = path;
	r = node_look(path, &f->node);
	if (r == 0 && f->node.type == NODE_LINK && f->kind->warns && f->kind->has[0])
		r = follow(f);
	if (r == -EACCES || r == -EPERM)
		f->found->unreadable = true;
	if (sysfs_is_trouble(r))
		return r;
	if (r == 0 && f->node.type != NODE_NONE)
		r = judge(f);
	else
		r = 0;
	node_free(&f->node);
	return r < 0 ? r : f->error;
}

static int folder_error;	/* glob() hands no pointer over */

/* An unreadable folder may hold anything; one that does not exist, or is not
 * for this user, does not. */
static int on_folder(const char *path, int error)
{
	(void)path;
	folder_error = -error;
	return sysfs_is_trouble(-error);
}

static int look_for(struct find *f)
{
	glob_t paths = { 0 };
	int flags = 0, r = 0;

	for (size_t i = 0; i < LEFTOVER_PATHS && f->kind->paths[i]; i++, flags = GLOB_APPEND) {
		int g = glob(f->kind->paths[i], flags, on_folder, &paths);

		if (g == GLOB_NOSPACE || g == GLOB_ABORTED)
			r = g == GLOB_NOSPACE ? -ENOMEM : folder_error;
	}
	for (size_t i = 0; i < paths.gl_pathc && r == 0; i++)
		r = look_at(f, paths.gl_pathv[i]);
	globfree(&paths);
	return r;
}

/* Order matters, since one file decides about the next: units, then rules that want them, then their scripts, then links. */
static unsigned round_of(const struct leftover_kind *kind)
{
	return kind->warns ? 5 : kind->stays ? 4 : kind->how == HOW_RULE || kind->how == HOW_WAIT ? 1 : kind->how == HOW_SCRIPT || kind->how == HOW_TIMER ? 2 :
	       kind->how == HOW_WHOLE || kind->how == HOW_LINES || kind->how == HOW_UNIT ? 0 : 3;
}

int leftovers_find(bool warnings, struct leftovers *ret)
{
	struct leftovers found = { 0 };
	int r = 0;

	for (unsigned round = 0; round <= (warnings ? 5 : 4); round++)
		for (size_t i = 0; i < leftover_n_kinds && r == 0; i++) {
			struct find f = { .kind = &leftover_kinds[i], .found = &found };

			if (round_of(f.kind) == round)
				r = look_for(&f);
		}
	if (r == 0)
		r = find_users(&found);
	if (r < 0) {
		leftovers_free(&found);
		return r;
	}
	find_sort(&found);
	*ret = found;
	return 0;
}
