/* SPDX-License-Identifier: GPL-2.0-or-later */
/* entries: the files of a report, in memory. */
#ifndef TBNET_ENTRIES_H
#define TBNET_ENTRIES_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

#include "scrub.h"

#define ENTRIES_MAX	1024
#define ENTRIES_FILE	(256 * 1024)		/* bytes of one file */
#define ENTRIES_ALL	(4 * 1024 * 1024)	/* bytes of all */
#define ENTRIES_PATH	240			/* bytes of a name: what a tar archive can hold */

struct entry {
	char *path;		/* "root/etc/tbnet.conf" */
	char *text;		/* or where the link leads */
	mode_t mode;		/* S_IFREG or S_IFLNK, and permissions */
};

struct entries {
	struct entry *v;
	size_t n, bytes;
	struct words left_out;	/* "PATH: why" */
};

/* Adds a file of that text, which is taken over also where that fails; NULL is a lack of memory. What is too large or too much is left out, and noted. Returns 0 or -ENOMEM. */
int entries_add(struct entries *e, const char *path, mode_t mode, char *text);

/* Notes that something is left out. Returns 0 or -ENOMEM. */
int entries_leave_out(struct entries *e, const char *path, const char *why);

bool entries_have(const struct entries *e, const char *path);

/* Replaces what tells whose they are in the names and texts of all, and in what is noted. Returns 0 or -ENOMEM. */
int entries_scrub(struct entries *e, struct scrub *s);

/* Writes them as a tar archive (POSIX ustar), in the folder FOLDER of it. Returns 0 or a negative errno. */
int entries_write(FILE *f, const struct entries *e, const char *folder);

void entries_free(struct entries *e);

#endif
