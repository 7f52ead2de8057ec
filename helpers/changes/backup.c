/* SPDX-License-Identifier: GPL-2.0-or-later */
/* backup: changes, saved before they are made, and found again (see changes.h). */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <string.h>
#include <time.h>

#include "changes.h"
#include "cleanup.h"
#include "text.h"

DEFINE_CLEANUP(DIR *, cleanup_dir, closedir)

#define FOLDER_SIZE	(sizeof(CHANGES_DIR) + NAME_MAX + 2)

/* The xattrs are in the manifest: not every file system takes them. */
static int save_node(const char *folder, const char *when, const char *path, const struct node *node)
{
	struct node none = { 0 }, copy = *node;
	char full[PATH_MAX];
	int r;

	copy.xattrs = NULL;
	copy.n_xattrs = 0;
	if (node->type == NODE_NONE)
		return 0;
	if (snprintf(full, sizeof(full), "%s/%s%s", folder, when, path) >= (int)sizeof(full))
		return -ENAMETOOLONG;
	r = node_make_folders(full);
	return r < 0 ? r : node_put(full, &none, &copy);
}

static int save_all(const char *program, const struct changes *changes)
{
	char manifest[FOLDER_SIZE + 16];
	int r = 0;

	for (size_t i = 0; i < changes->n && r == 0; i++) {
		const struct change *c = &changes->v[i];

		r = save_node(changes->folder, "before", c->path, &c->before);
		if (r == 0)
			r = save_node(changes->folder, "after", c->path, &c->after);
	}
	snprintf(manifest, sizeof(manifest), "%s/manifest", changes->folder);
	return r < 0 ? r : manifest_write(manifest, program, changes);
}

static int remove_entry(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	(void)st;
	(void)flag;
	(void)ftw;
	return remove(path);
}

/* The highest number of a backup of that day, undone or not; 0: there is none. */
static unsigned last_number(const char *date)
{
	_cleanup_(cleanup_dir) DIR *d = opendir(CHANGES_DIR);
	size_t n = strlen(date);
	struct dirent *entry;
	unsigned last = 0;

	while (d && (entry = readdir(d))) {
		unsigned number;

		if (strncmp(entry->d_name, date, n) != 0 || entry->d_name[n] != '-')
			continue;
		entry->d_name[n + 1 + strspn(entry->d_name + n + 1, "0123456789")] = '\0';
		if (text_to_uint(entry->d_name + n + 1, 1, UINT_MAX - 1, &number) == 0 && number > last)
			last = number;
	}
	return last;
}

/* A new folder of today, with a number higher than all: by it the newest is found. */
static int make_folder(char folder[FOLDER_SIZE])
{
	time_t now = time(NULL);
	struct tm tm;
	char date[16];
	int r = node_make_folders(CHANGES_DIR "/");

	if (r < 0)
		return r;
	/* it holds what only root could read */
	if (chmod(CHANGES_DIR, 0700) < 0)
		return -errno;
	localtime_r(&now, &tm);
	strftime(date, sizeof(date), "%Y-%m-%d", &tm);
	snprintf(folder, FOLDER_SIZE, CHANGES_DIR "/%s-%u", date, last_number(date) + 1);
	return mkdir(folder, 0755) < 0 ? -errno : 0;
}

void changes_drop(struct changes *changes)
{
	if (changes->folder)
		nftw(changes->folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
	free(TAKE(changes->folder));
}

int changes_save(struct changes *changes, const char *program)
{
	char folder[FOLDER_SIZE];
	int r = make_folder(folder);

	if (r < 0)
		return r;
	changes->folder = strdup(folder);
	r = changes->folder ? save_all(program, changes) : -ENOMEM;
	if (r < 0)
		changes_drop(changes);
	return r;
}

/* Contents from the folder, all else from the manifest. */
static int load_node(const char *folder, const char *when, const char *path, struct node *node)
{
	_cleanup_(node_free) struct node file = { 0 };
	char full[PATH_MAX];
	int r;

	if (node->type == NODE_NONE)
		return 0;
	if (snprintf(full, sizeof(full), "%s/%s%s", folder, when, path) >= (int)sizeof(full))
		return -ENAMETOOLONG;
	r = node_read(full, &file);
	if (r < 0 || file.type != node->type)
		return r < 0 ? r : -EBADMSG;
	node->text = TAKE(file.text);
	node->size = file.size;
	return 0;
}

static int load(const char *folder, const char *program, struct changes *ret)
{
	_cleanup_(changes_free) struct changes changes = { 0 };
	char manifest[FOLDER_SIZE + 16];
	int r;

	snprintf(manifest, sizeof(manifest), "%s/manifest", folder);
	r = manifest_read(manifest, program, &changes);
	for (size_t i = 0; i < changes.n && r == 0; i++) {
		struct change *c = &changes.v[i];

		r = load_node(folder, "before", c->path, &c->before);
		if (r == 0)
			r = load_node(folder, "after", c->path, &c->after);
	}
	changes.folder = r == 0 ? strdup(folder) : NULL;
	if (r < 0 || !changes.folder)
		return r < 0 ? r : -ENOMEM;
	*ret = changes;
	changes = (struct changes){ 0 };
	return 0;
}

/* 2026-11-22-10 comes after 2026-11-22-9. */
static int by_version(const struct dirent **a, const struct dirent **b)
{
	return strverscmp((*b)->d_name, (*a)->d_name);
}

/* DATE-N; not DATE-N.undone, which has nothing left to undo. */
static int is_backup(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && !strchr(entry->d_name, '.');
}

int changes_load(const char *program, struct changes *ret)
{
	struct dirent **v = NULL;
	int n = scandir(CHANGES_DIR, &v, is_backup, by_version), r = -ENOENT;

	if (n < 0)
		return -errno;
	for (int i = 0; i < n; i++) {
		char folder[FOLDER_SIZE];

		/* one without a manifest never came to change anything */
		snprintf(folder, sizeof(folder), CHANGES_DIR "/%s", v[i]->d_name);
		if (r == -ENOENT)
			r = load(folder, program, ret);
		free(v[i]);
	}
	free(v);
	return r;
}

int changes_close(struct changes *changes)
{
	_cleanup_fd_ int fd = open(CHANGES_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char undone[FOLDER_SIZE + 16];

	snprintf(undone, sizeof(undone), "%s.undone", changes->folder);
	return fd < 0 || rename(changes->folder, undone) < 0 || fsync(fd) < 0 ? -errno : 0;
}
