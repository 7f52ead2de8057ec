/* SPDX-License-Identifier: GPL-2.0-or-later */
/* changes: change files of others, with a backup, and restore them.
 *
 * CHANGES_DIR/DATE-N has the old files in before/ and the new ones in after/, each under
 * its path, and a manifest, the list of them. N rises, whatever the date.
 * A change counts as made from the moment that the manifest is there. */
#ifndef TBNET_CHANGES_H
#define TBNET_CHANGES_H

#include "node.h"

#define CHANGES_DIR	"/var/lib/tbnet/backup"
#define CHANGES_LOCK	"/run/tbnet/changes.lock"

struct change {
	char *path;
	struct node before, after;
};

struct changes {
	char *folder;		/* of the backup; NULL: not saved yet */
	struct change *v;	/* in the order in which they are made */
	size_t n;
};

enum change_state {
	CHANGE_IS_BEFORE,	/* what is there is what was there */
	CHANGE_IS_AFTER,
	CHANGE_IS_OTHER,	/* somebody has changed it since */
};

/* Adds a change and takes the nodes over, also on failure. Returns 0 or -ENOMEM. */
int changes_add(struct changes *changes, const char *path, struct node *before, struct node *after);

/* Makes CHANGES_DIR, for root only. Returns 0 or a negative errno. */
int changes_make_dir(void);

/* Writes the backup, whole and on the disk, or nothing. Sets folder. */
int changes_save(struct changes *changes, const char *program);

/* The newest backup of this program that was not undone; -ENOENT: there is none. */
int changes_load(const char *program, struct changes *ret);

int change_state(const struct change *change, enum change_state *ret);

/* Makes one change, or undoes it. Returns 1, 0 if that is so already, -ESTALE if it is
 * CHANGE_IS_OTHER, or another errno. */
int change_make(const struct change *change);
int change_undo(const struct change *change);

/* Notes that all was undone: the folder gets the name DATE-N.undone. */
int changes_close(struct changes *changes);

/* Removes a backup, of changes of which none is left. */
void changes_drop(struct changes *changes);

void changes_free(struct changes *changes);

/* The manifest's text, see manifest.c; reading tells which nodes there are, and leaves the rest of them to the caller. */
int manifest_write(const char *path, const char *program, const struct changes *changes);
int manifest_read(const char *path, const char *program, struct changes *ret);

#endif
