/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linkfiles: all .link files of this machine, in udev's order. */
#include "linkfiles.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "sysfs.h"

DEFINE_CLEANUP(DIR *, cleanup_dir, closedir)

/* systemd.link(5); of two files of one name the one in the earlier directory counts. */
static const char *const directories[] = {
	LINK_DIR, "/run/systemd/network", "/usr/local/lib/systemd/network",
	"/usr/lib/systemd/network",
};
#define N_DIRECTORIES	(sizeof(directories) / sizeof(*directories))

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n > m && strcmp(s + n - m, end) == 0;
}

/* Adds the names in DIRECTORY/SUB that end so, if they are not there yet. */
static int add_names(const char *directory, const char *sub, const char *end, struct words *names)
{
	_cleanup_(cleanup_dir) DIR *d = NULL;
	char path[PATH_MAX];
	struct dirent *entry;

	if (snprintf(path, sizeof(path), "%s/%s", directory, sub) >= (int)sizeof(path))
		return 0;
	d = opendir(path);
	if (!d)
		return sysfs_is_trouble(-errno) ? -errno : 0;
	for (errno = 0; (entry = readdir(d)); errno = 0)
		if (ends_with(entry->d_name, end) && entry->d_type != DT_DIR &&
		    !words_have(names, entry->d_name) && words_add(names, entry->d_name) < 0)
			return -ENOMEM;
	return -errno;
}

/* The names in all directories, sorted. */
static int list(const char *sub, const char *end, struct words *names)
{
	int r = 0;

	for (size_t i = 0; i < N_DIRECTORIES && r == 0; i++)
		r = add_names(directories[i], sub, end, names);
	words_sort(names);
	return r;
}

/* The path of SUB/NAME in the first directory that has it, even as a dangling link. */
static int find_path(const char *sub, const char *name, char **ret)
{
	for (size_t i = 0; i < N_DIRECTORIES; i++) {
		_cleanup_free_ char *path = NULL;

		if (asprintf(&path, "%s/%s%s%s", directories[i], sub, *sub ? "/" : "", name) < 0)
			return -ENOMEM;
		if (faccessat(AT_FDCWD, path, F_OK, AT_SYMLINK_NOFOLLOW) == 0) {
			*ret = TAKE(path);
			return 0;
		}
	}
	return -ENOENT;
}

static int find_dropins(const char *name, struct words *ret)
{
	_cleanup_(words_free) struct words names = { 0 };
	char sub[NAME_MAX + 3];
	int r;

	snprintf(sub, sizeof(sub), "%s.d", name);
	r = list(sub, ".conf", &names);
	for (size_t i = 0; i < names.n && r == 0; i++) {
		_cleanup_free_ char *path = NULL;

		r = find_path(sub, names.v[i], &path);
		if (r == 0)
			r = words_add(ret, path);
		else if (r == -ENOENT)
			r = 0;
	}
	return r;
}

static int add_file(struct link_files *files, const char *name)
{
	_cleanup_(words_free) struct words dropins = { 0 };
	_cleanup_free_ char *path = NULL;
	int r = find_path("", name, &path);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	r = find_dropins(name, &dropins);
	if (r == 0)
		r = GROW(&files->v, files->n);
	if (r == 0)
		r = link_file_read(path, &dropins, &files->v[files->n]);
	files->n += r == 0;
	return r;
}

int link_files_read(struct link_files *ret)
{
	_cleanup_(words_free) struct words names = { 0 };
	struct link_files files = { 0 };
	int r = list("", ".link", &names);

	for (size_t i = 0; i < names.n && r == 0; i++)
		r = add_file(&files, names.v[i]);
	if (r < 0)
		link_files_free(&files);
	else
		*ret = files;
	return r;
}

void link_files_free(struct link_files *files)
{
	for (size_t i = 0; i < files->n; i++)
		link_file_free(&files->v[i]);
	free(files->v);
	*files = (struct link_files){ 0 };
}

const struct link_file *link_files_by_path(const struct link_files *files, const char *path)
{
	for (size_t i = 0; i < files->n; i++)
		if (strcmp(files->v[i].path, path) == 0)
			return &files->v[i];
	return NULL;
}

const struct link_file *link_files_by_name(const struct link_files *files, const char *name)
{
	for (size_t i = 0; i < files->n; i++)
		if (!files->v[i].error && strcmp(files->v[i].name, name) == 0)
			return &files->v[i];
	return NULL;
}

bool link_file_is_written(const struct link_file *f)
{
	return strncmp(f->path, LINK_DIR "/" LINK_PREFIX, strlen(LINK_DIR "/" LINK_PREFIX)) == 0;
}

bool link_file_is_packaged(const struct link_file *f)
{
	return strncmp(f->path, "/usr/lib/", 9) == 0;
}
