/* SPDX-License-Identifier: GPL-2.0-or-later */
/* backup: save changes before making them, and load them again (see changes.h). */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <ftw.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "changes.h"
#include "cleanup.h"
#include "text.h"

#define FOLDER_SIZE	(sizeof(CHANGES_DIR) + NAME_MAX + 2)
#define DATE_LENGTH	10	/* 2026-11-22 */
#define UNDONE		".undone"

/* DATE-N, or DATE-N.undone, which has nothing left to undo. */
struct backup {
	char name[NAME_MAX + 1];
	unsigned number;
};

struct backups {
	struct backup *v;
	size_t n;
};

static void backups_free(struct backups *all)
{
	free(all->v);
}

static int save_node(const char *folder, const char *when, const char *path, const struct node *node)
{
	struct node none = { 0 };
	char full[PATH_MAX];
	int r;

	if (node->type == NODE_NONE)
		return 0;
	if (snprintf(full, sizeof(full), "%s/%s%s", folder, when, path) >= (int)sizeof(full))
		return -ENAMETOOLONG;
	r = node_make_folders(full);
	return r < 0 ? r : node_put(full, &none, node);
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

/* The N of a name; 0: it is another one's. */
static unsigned number_of(const char *name)
{
	char digits[NAME_MAX + 1];
	unsigned number;
	size_t n;

	if (fnmatch("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]-*", name, 0) != 0)
		return 0;
	name += DATE_LENGTH + 1;
	n = strspn(name, "0123456789");
	if (name[n] && strcmp(name + n, UNDONE) != 0)
		return 0;
	snprintf(digits, sizeof(digits), "%.*s", (int)n, name);
	return text_to_uint(digits, 1, UINT_MAX - 1, &number) == 0 ? number : 0;
}

static int is_backup(const struct dirent *entry)
{
	return number_of(entry->d_name) > 0;
}

/* By the number, since a clock, or its time zone, can go back. */
static int newest_first(const void *a, const void *b)
{
	const struct backup *x = a, *y = b;

	return x->number != y->number ? (x->number < y->number ? 1 : -1) : strcmp(y->name, x->name);
}

/* All, undone or not, the newest first. Returns 0 or a negative errno. */
static int list(struct backups *ret)
{
	struct dirent **names = NULL;
	int n = scandir(CHANGES_DIR, &names, is_backup, NULL);
	struct backups all = { 0 };

	if (n < 0)
		return -errno;
	all.v = calloc((size_t)n + 1, sizeof(*all.v));
	for (int i = 0; i < n; i++) {
		if (all.v) {
			snprintf(all.v[i].name, sizeof(all.v[i].name), "%s", names[i]->d_name);
			all.v[i].number = number_of(names[i]->d_name);
		}
		free(names[i]);
	}
	free(names);
	if (!all.v)
		return -ENOMEM;
	all.n = (size_t)n;
	qsort(all.v, all.n, sizeof(*all.v), newest_first);
	*ret = all;
	return 0;
}

int changes_make_dir(void)
{
	int r = node_make_folders(CHANGES_DIR "/");

	if (r < 0)
		return r;
	/* it holds what only root could read */
	return chmod(CHANGES_DIR, 0700) < 0 ? -errno : 0;
}

/* A new folder of today, with a number higher than all. */
static int make_folder(char folder[FOLDER_SIZE])
{
	_cleanup_(backups_free) struct backups all = { 0 };
	time_t now = time(NULL);
	struct tm tm;
	char date[16];
	int r = changes_make_dir();

	if (r == 0)
		r = list(&all);
	if (r < 0)
		return r;
	localtime_r(&now, &tm);
	strftime(date, sizeof(date), "%Y-%m-%d", &tm);
	snprintf(folder, FOLDER_SIZE, CHANGES_DIR "/%s-%u", date, all.n ? all.v[0].number + 1 : 1);
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
	char folder[FOLDER_SIZE] = "";
	int r = make_folder(folder);

	if (r < 0)
		return r;
	changes->folder = strdup(folder);
	r = changes->folder ? save_all(program, changes) : -ENOMEM;
	if (r < 0)
		changes_drop(changes);
	return r;
}

static int load_node(const char *folder, const char *when, const char *path, struct node *node)
{
	char full[PATH_MAX];
	int r;

	if (node->type == NODE_NONE)
		return 0;
	if (snprintf(full, sizeof(full), "%s/%s%s", folder, when, path) >= (int)sizeof(full))
		return -ENAMETOOLONG;
	r = node_read(full, node);
	return r == 0 && node->type == NODE_NONE ? -EBADMSG : r;
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

int changes_load(const char *program, struct changes *ret)
{
	_cleanup_(backups_free) struct backups all = { 0 };
	int r = list(&all);

	if (r < 0)
		return r;
	r = -ENOENT;
	for (size_t i = 0; i < all.n && r == -ENOENT; i++) {
		char folder[FOLDER_SIZE];

		if (strchr(all.v[i].name, '.'))
			continue;
		/* one without a manifest never came to change anything */
		snprintf(folder, sizeof(folder), CHANGES_DIR "/%s", all.v[i].name);
		r = load(folder, program, ret);
	}
	return r;
}

int changes_close(struct changes *changes)
{
	_cleanup_fd_ int fd = open(CHANGES_DIR, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	char undone[FOLDER_SIZE + 16];

	snprintf(undone, sizeof(undone), "%s" UNDONE, changes->folder);
	return fd < 0 || rename(changes->folder, undone) < 0 || fsync(fd) < 0 ? -errno : 0;
}
