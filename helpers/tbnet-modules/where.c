/* SPDX-License-Identifier: GPL-2.0-or-later */
/* where: file and line of what modprobe.d(5) says about a module.
 *
 * Files are taken by name over all directories; of two files with one name only the
 * one in the more important directory counts (libkmod, kmod_config_new()). */
#include "where.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <string.h>

#include "cleanup.h"

#define BLANK	" \t"

int where_dirs(const char *root, char *ret[WHERE_DIRS + 1])
{
	static const char *const dirs[WHERE_DIRS] = {
		"/etc/modprobe.d", "/run/modprobe.d", "/usr/local/lib/modprobe.d",
		"/usr/lib/modprobe.d", "/lib/modprobe.d",
	};

	memset(ret, 0, (WHERE_DIRS + 1) * sizeof(*ret));
	for (size_t i = 0; i < WHERE_DIRS; i++) {
		if (asprintf(&ret[i], "%s%s", root, dirs[i]) < 0) {
			ret[i] = NULL;
			where_dirs_free(ret);
			return -ENOMEM;
		}
	}
	return 0;
}

void where_dirs_free(char *dirs[])
{
	for (size_t i = 0; dirs[i]; i++)
		free(TAKE(dirs[i]));
}

static int is_conf(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return entry->d_name[0] != '.' && n > 5 && strcmp(entry->d_name + n - 5, ".conf") == 0;
}

/* The next file name after LAST ("" at first) over all directories, and the
 * first directory that has it. NULL after the last one. */
static char *next_file(char *const dirs[], const char *last, size_t *ret_dir)
{
	_cleanup_free_ char *best = NULL;

	for (size_t i = 0; dirs[i]; i++) {
		struct dirent **list = NULL;
		int n = scandir(dirs[i], &list, is_conf, NULL);

		for (int k = 0; k < n; k++) {
			const char *name = list[k]->d_name;

			if (strcmp(name, last) > 0 && (!best || strcmp(name, best) < 0)) {
				free(best);
				best = strdup(name);
				*ret_dir = i;
			}
			free(list[k]);
		}
		free(list);
	}
	return TAKE(best);
}

/* True if LINE is DIRECTIVE for MODULE; dashes count as underscores, and all but
 * "blacklist" take patterns. */
static bool says(char *line, const char *directive, const char *module)
{
	char *save = NULL, *word = strtok_r(line, BLANK, &save), *name;

	if (!word || strcmp(word, directive) != 0)
		return false;
	name = strtok_r(NULL, BLANK, &save);
	if (!name)
		return false;
	for (char *p = strchr(name, '-'); p; p = strchr(p, '-'))
		*p = '_';
	return (strcmp(directive, "blacklist") == 0 ? strcmp(name, module) : fnmatch(name, module, 0)) == 0;
}

/* Number of the line in PATH that is DIRECTIVE for MODULE, 0 for none. A
 * backslash at its end continues a line; then it is the first one's number. */
static unsigned find_line(const char *path, const char *directive, const char *module)
{
	_cleanup_file_ FILE *f = fopen(path, "re");
	_cleanup_free_ char *line = NULL, *whole = NULL;
	size_t size = 0, length = 0;
	unsigned first = 1;

	if (!f)
		return 0;
	for (unsigned n = 1; getline(&line, &size, f) >= 0; n++) {
		size_t end = strcspn(line, "\n");
		bool more = end && line[end] && line[end - 1] == '\\';
		char *longer = realloc(whole, length + end + 1);

		if (!longer)
			return 0;
		whole = longer;
		memcpy(whole + length, line, end);
		length += end - more;
		whole[length] = '\0';
		if (more)
			continue;
		if (says(whole, directive, module))
			return first;
		first = n + 1;
		length = 0;
	}
	return 0;
}

int where_find(char *const dirs[], const char *directive, const char *module, char **ret)
{
	_cleanup_free_ char *name = strdup("");
	size_t dir = 0;

	while (name) {
		_cleanup_free_ char *path = NULL, *last = TAKE(name);
		unsigned line;

		name = next_file(dirs, last, &dir);
		if (!name)
			return -ENOENT;
		if (asprintf(&path, "%s/%s", dirs[dir], name) < 0) {
			path = NULL;
			return -ENOMEM;
		}
		line = find_line(path, directive, module);
		if (line)
			return asprintf(ret, "%s:%u", path, line) < 0 ? -ENOMEM : 0;
	}
	return -ENOMEM;
}
