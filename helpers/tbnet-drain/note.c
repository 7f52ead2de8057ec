/* SPDX-License-Identifier: GPL-2.0-or-later */
/* note: remember in /var/lib/tbnet/drain what a drain did, for undo and for the next boot. */
#include "note.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "file.h"
#include "sysfs.h"
#include "text.h"

#define FOLDER		"/var/lib/tbnet"
#define NEW_FILE	NOTE_FILE ".new"

void note_set_boot(struct note *note)
{
	if (sysfs_read("/proc/sys/kernel/random", "boot_id", note->boot, sizeof(note->boot)) < 0)
		note->boot[0] = '\0';
}

bool note_is_fresh(const struct note *note)
{
	struct note now = { 0 };

	note_set_boot(&now);
	return *now.boot && strcmp(now.boot, note->boot) == 0;
}

void note_free(struct note *note)
{
	words_free(&note->routers);
	words_free(&note->neighbors);
}

static int parse_line(char *line, struct note *n, bool *whole)
{
	char *value = strchr(line, ' ');

	*whole |= strcmp(line, "end") == 0;
	if (!value || !text_is_clean(line))
		return 0;
	*value++ = '\0';
	if (strcmp(line, "router") == 0)
		return words_add(&n->routers, value);
	if (strcmp(line, "neighbor") == 0)
		return words_add(&n->neighbors, value);
	if (strcmp(line, "boot") == 0)
		snprintf(n->boot, sizeof(n->boot), "%s", value);
	else if (strcmp(line, "noout") == 0)
		snprintf(n->host, sizeof(n->host), "%s", value);
	return 0;
}

int note_read(struct note *ret)
{
	_cleanup_free_ char *text = NULL;
	char *save = NULL;
	bool whole = false;
	size_t size;
	int r = file_read(NOTE_FILE, &text, &size);

	*ret = (struct note){ 0 };
	if (r < 0)
		return r == -ENOENT ? 0 : r;
	for (char *line = strtok_r(text, "\n", &save); line && r == 0; line = strtok_r(NULL, "\n", &save))
		r = parse_line(line, ret, &whole);
	if (r == 0 && !whole)
		r = -EBADMSG;
	if (r < 0)
		note_free(ret);
	return r < 0 ? r : 1;
}

static int write_all(FILE *f, const struct note *n)
{
	fprintf(f, "boot %s\n", n->boot);
	if (*n->host)
		fprintf(f, "noout %s\n", n->host);
	for (size_t i = 0; i < n->routers.n; i++)
		fprintf(f, "router %s\n", n->routers.v[i]);
	for (size_t i = 0; i < n->neighbors.n; i++)
		fprintf(f, "neighbor %s\n", n->neighbors.v[i]);
	fputs("end\n", f);
	/* it must be there after a power cut, too */
	return fflush(f) == 0 && !ferror(f) && fsync(fileno(f)) == 0 ? 0 : -errno;
}

int note_write(const struct note *note)
{
	_cleanup_file_ FILE *f = NULL;
	int fd, r;

	if (mkdir(FOLDER, 0755) < 0 && errno != EEXIST)
		return -errno;
	unlink(NEW_FILE);	/* of one that was cut short */
	fd = open(NEW_FILE, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	f = fdopen(fd, "w");
	if (!f) {
		close(fd);
		return -ENOMEM;
	}
	r = write_all(f, note);
	if (r == 0 && rename(NEW_FILE, NOTE_FILE) < 0)
		r = -errno;
	if (r < 0)
		unlink(NEW_FILE);
	return r;
}

int note_remove(void)
{
	return unlink(NOTE_FILE) < 0 && errno != ENOENT ? -errno : 0;
}
