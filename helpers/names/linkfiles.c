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
#include "file.h"
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

/* The names in the first n directories, sorted. */
static int list(size_t n, const char *sub, const char *end, struct words *names)
{
	int r = 0;

	for (size_t i = 0; i < n && r == 0; i++)
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
	r = list(N_DIRECTORIES, sub, ".conf", &names);
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

/* Only a regular file has words; one that cannot be read has none. */
static int has_word(const char *path, const char *const *words)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	int r = file_read(path, &text, &size);

	if (r < 0)
		return sysfs_is_trouble(r) ? r : 0;
	while (*words && !strstr(text, *words))
		words++;
	return *words != NULL;
}

static int add_file(struct link_files *files, const char *name, const char *const *words)
{
	_cleanup_(words_free) struct words dropins = { 0 };
	_cleanup_free_ char *path = NULL;
	int r = find_path("", name, &path);

	if (r == 0 && words && (r = has_word(path, words)) <= 0)
		return r;
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

static int read_files(size_t n, const char *const *words, struct link_files *ret)
{
	_cleanup_(words_free) struct words names = { 0 };
	struct link_files files = { 0 };
	int r = list(n, "", ".link", &names);

	for (size_t i = 0; i < names.n && r == 0; i++)
		r = add_file(&files, names.v[i], words);
	if (r < 0)
		link_files_free(&files);
	else
		*ret = files;
	return r;
}

int link_files_read(struct link_files *ret)
{
	return read_files(N_DIRECTORIES, NULL, ret);
}

int link_files_read_with(const char *const *words, struct link_files *ret)
{
	return read_files(N_DIRECTORIES - 1, words, ret);
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

/* A file for what this machine has not: a PCI device, or a controller in a file of the guide's
 * (which has the name of the package's). Its name is free for others. */
static bool claims_nothing(const struct controllers *controllers, const struct link_file *f)
{
	bool all = f->paths.n > 0, guide = strncmp(f->base, "00-thunderbolt", 14) == 0;
	char device[64];

	for (size_t i = 0; i < f->paths.n && all; i++) {
		const char *address = f->paths.v[i] + 4;

		all = strncmp(f->paths.v[i], "pci-", 4) == 0 && port_is_pci_address(address) &&
		      controllers_find(controllers, address) == controllers->n;
		snprintf(device, sizeof(device), "/sys/bus/pci/devices/%s", all ? address : "");
		all = all && (guide || access(device, F_OK) < 0);
	}
	return all;
}

bool link_files_give_away(const struct link_files *files, const struct controllers *controllers,
			  const struct link_target *target, const char *name)
{
	for (size_t i = 0; i < files->n; i++) {
		const struct link_file *f = &files->v[i];

		if (!f->error && strcmp(f->name, name) == 0 && !link_file_is_packaged(f) &&
		    !claims_nothing(controllers, f) && !link_file_near_path(f, target->controller) &&
		    !link_file_matches(f, target))
			return true;
	}
	return false;
}

bool link_file_is_packaged(const struct link_file *f)
{
	return strncmp(f->path, "/usr/lib/", 9) == 0;
}

bool link_file_is_pin(const char *path)
{
	const char *base = strrchr(path, '/');

	base = base ? base + 1 : path;
	return strncmp(base, "50-pmx-", 7) == 0 || strncmp(base, "50-pve-", 7) == 0;
}
