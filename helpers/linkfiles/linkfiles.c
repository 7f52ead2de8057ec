/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linkfiles: all .link files of this machine, in udev's order. */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "controllers.h"
#include "file.h"
#include "linkfile.h"
#include "sysfs.h"

DEFINE_CLEANUP(DIR *, cleanup_dir, closedir)

/* systemd.link(5); of two files of one name the one in the earlier directory counts. */
static const char *const directories[] = {
	LINK_DIR, "/run/systemd/network", "/usr/local/lib/systemd/network",
	"/usr/lib/systemd/network",
};
#define N_DIRECTORIES	(sizeof(directories) / sizeof(*directories))

static const char *base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n > m && strcmp(s + n - m, end) == 0;
}

/* Adds it where its name puts it, if there is none of that name yet. */
static int add_path(struct words *paths, const char *directory, const char *sub, const char *name)
{
	char path[PATH_MAX], *last;
	size_t i = paths->n;
	int r;

	for (; i && strcmp(base(paths->v[i - 1]), name) >= 0; i--)
		if (strcmp(base(paths->v[i - 1]), name) == 0)
			return 0;
	if (snprintf(path, sizeof(path), "%s%s/%s", directory, sub, name) >= (int)sizeof(path))
		return 0;
	r = words_add(paths, path);
	if (r < 0)
		return r;
	last = paths->v[paths->n - 1];
	memmove(&paths->v[i + 1], &paths->v[i], (paths->n - 1 - i) * sizeof(*paths->v));
	paths->v[i] = last;
	return 0;
}

/* The paths of the files in the first n directories, below SUB, whose names end so. */
static int list(size_t n, const char *sub, const char *end, struct words *paths)
{
	for (size_t i = 0; i < n; i++) {
		_cleanup_(cleanup_dir) DIR *d = NULL;
		const char *folder = directories[i];
		char path[PATH_MAX];
		struct dirent *entry;
		int r = 0;

		if (*sub) {
			snprintf(path, sizeof(path), "%s%s", directories[i], sub);
			folder = path;
		}
		d = opendir(folder);
		if (!d && sysfs_is_trouble(-errno))
			return -errno;
		for (errno = 0; d && r == 0 && (entry = readdir(d)); errno = 0)
			if (ends_with(entry->d_name, end) && entry->d_type != DT_DIR)
				r = add_path(paths, directories[i], sub, entry->d_name);
		if (r < 0 || (d && errno))
			return r < 0 ? r : -errno;
	}
	return 0;
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

static int add_file(struct link_files *files, const char *path, const char *const *words)
{
	_cleanup_(words_free) struct words dropins = { 0 };
	char sub[NAME_MAX + 4];
	int r = words ? has_word(path, words) : 1;

	if (r <= 0)
		return r;
	snprintf(sub, sizeof(sub), "/%s.d", base(path));
	r = list(N_DIRECTORIES, sub, ".conf", &dropins);
	if (r == 0)
		r = GROW(&files->v, files->n);
	if (r == 0)
		r = link_file_read(path, &dropins, &files->v[files->n]);
	files->n += r == 0;
	return r;
}

static int read_files(size_t n, const char *const *words, struct link_files *ret)
{
	_cleanup_(words_free) struct words paths = { 0 };
	struct link_files files = { 0 };
	int r = list(n, "", ".link", &paths);

	for (size_t i = 0; i < paths.n && r == 0; i++)
		r = add_file(&files, paths.v[i], words);
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

const struct link_file *link_files_find(const struct link_files *files, const struct link_target *target, const char *taken)
{
	const struct link_file *file = taken ? link_files_by_path(files, taken) : NULL;

	for (size_t i = 0; i < files->n; i++)
		if (link_file_matches(&files->v[i], target) && !(files->v[i].conditional && file && &files->v[i] < file))
			return &files->v[i];
	return NULL;
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
	bool any = false, guide = strncmp(f->base, "00-thunderbolt", 14) == 0;
	char device[64];

	for (size_t i = 0; i < f->match.n; i++) {
		const char *word = f->match.v[i] + (*f->match.v[i] == '!'), *address = word + strlen("Path=pci-");

		if (strncmp(word, "Path=", 5) != 0)
			continue;
		if (word != f->match.v[i] || strncmp(word, "Path=pci-", 9) != 0 || !port_is_pci_address(address) ||
		    controllers_find(controllers, address) < controllers->n)
			return false;
		snprintf(device, sizeof(device), "/sys/bus/pci/devices/%s", address);
		if (!guide && access(device, F_OK) == 0)
			return false;
		any = true;
	}
	return any;
}

bool link_files_give_away(const struct link_files *files, const struct controllers *controllers,
			  const struct link_target *target, const char *name)
{
	for (size_t i = 0; i < files->n; i++) {
		const struct link_file *f = &files->v[i];

		if (!f->error && strcmp(f->name, name) == 0 && !link_file_is_packaged(f) &&
		    !claims_nothing(controllers, f) && !link_file_near_path(f, target->controller) &&
		    !link_file_matches(f, target) && !link_file_names(f, "MACAddress", target->mac))
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
	return strncmp(base(path), "50-pmx-", 7) == 0 || strncmp(base(path), "50-pve-", 7) == 0;
}
