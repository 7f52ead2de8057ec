/* SPDX-License-Identifier: GPL-2.0-or-later */
/* perform: make and undo changes, all or none, and log them. */
#include "perform.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "cleanup.h"
#include "lock.h"
#include "log.h"

int perform_lock(void)
{
	struct log_event e = { .action = "change" };
	int fd;

	if (geteuid() != 0) {
		log_plain(LOG_ERR, "only root can change the system's files");
		return -EPERM;
	}
	e.error = node_make_folders(CHANGES_LOCK);
	fd = e.error < 0 ? e.error : lock_take(CHANGES_LOCK, true);
	if (fd < 0) {
		e.error = fd;
		log_event(LOG_ERR, &e, "nothing was changed: no lock on " CHANGES_LOCK);
	}
	return fd;
}

/* Says what became of a path. */
static void say(const char *path, const struct node *from, const struct node *to, const char *folder)
{
	struct log_event e = { .action = "change" };

	if (to->type == NODE_NONE)
		log_event(LOG_INFO, &e, "%s: moved to %s/before", path, folder);
	else
		log_event(LOG_INFO, &e, "%s: %s%s%s", path, from->type == NODE_NONE ? "written" : "changed; backup: ",
			  from->type == NODE_NONE ? "" : folder, from->type == NODE_NONE ? "" : "/before");
}

/* Those that were made, the last one first. Returns 0 if nothing of them is left. */
static int roll_back(const struct changes *changes, size_t made)
{
	int ret = 0;

	while (made--) {
		struct log_event e = { .action = "change", .error = change_undo(&changes->v[made]) };

		if (e.error >= 0)
			continue;
		log_event(LOG_ERR, &e, "%s: cannot be restored; the original is in %s", changes->v[made].path, changes->folder);
		ret = e.error;
	}
	return ret;
}

int perform_changes(struct changes *changes, const char *program)
{
	struct log_event e = { .action = "change" };

	e.error = changes_save(changes, program);
	if (e.error < 0) {
		log_event(LOG_ERR, &e, "nothing was changed: no backup in " CHANGES_DIR);
		return e.error;
	}
	for (size_t i = 0; i < changes->n; i++) {
		const struct change *c = &changes->v[i];
		int r = change_make(c);

		if (r >= 0) {
			say(c->path, &c->before, &c->after, changes->folder);
			continue;
		}
		/* a change that failed may still be there: its folder did not reach the disk */
		if (roll_back(changes, r == -ESTALE || r == -EEXIST ? i : i + 1) == 0)
			changes_drop(changes);
		e.error = r == -ESTALE || r == -EEXIST ? 0 : r;
		log_event(LOG_ERR, &e, e.error ? "nothing was changed: cannot change %s" :
			  "nothing was changed: somebody else has just changed %s", c->path);
		return r;
	}
	return 0;
}

/* Names every file that is neither as it was nor as it was made. */
static int find_changed(const struct changes *changes, size_t *ret_left)
{
	int ret = 0;

	*ret_left = 0;
	for (size_t i = 0; i < changes->n; i++) {
		struct log_event e = { .action = "undo" };
		enum change_state state = CHANGE_IS_OTHER;

		e.error = change_state(&changes->v[i], &state);
		*ret_left += state == CHANGE_IS_AFTER;
		if (state == CHANGE_IS_OTHER || e.error < 0) {
			log_event(LOG_ERR, &e, e.error ? "%s: cannot be read" :
				  "%s: changed after the last apply; undo skipped", changes->v[i].path);
			ret = e.error ? e.error : -ESTALE;
		}
	}
	return ret;
}

/* Makes again what was undone, from FIRST on, so that the next undo begins where this one did. */
static void make_again(const struct changes *changes, size_t first, const bool undone[])
{
	for (size_t i = first; i < changes->n; i++) {
		struct log_event e = { .action = "undo" };
		int r = undone[i] ? change_make(&changes->v[i]) : 0;

		e.error = r < 0 ? r : 0;
		if (r)
			log_event(r < 0 ? LOG_ERR : LOG_INFO, &e, "%s: %s", changes->v[i].path,
				  r < 0 ? "cannot be applied again" : "applied again");
	}
}

static int undo(const struct changes *changes, int (*rest)(void *data), void *data)
{
	_cleanup_free_ bool *undone = calloc(changes->n + 1, sizeof(*undone));
	int rest_r;

	if (!undone) {
		log_event(LOG_ERR, &(struct log_event){ .action = "undo", .error = -ENOMEM }, "nothing was undone");
		return -ENOMEM;
	}
	for (size_t done = 0; done < changes->n; done++) {
		size_t i = changes->n - 1 - done;
		const struct change *c = &changes->v[i];
		struct log_event e = { .action = "undo" };
		int r = change_undo(c);

		if (r < 0) {
			e.error = r;
			log_event(LOG_ERR, &e, "nothing was undone: %s cannot be restored; the original is in %s", c->path, changes->folder);
			undone[i] = r != -ESTALE;	/* perhaps, and only its folder did not reach the disk */
			make_again(changes, i, undone);
			return r;
		}
		undone[i] = r > 0;
		if (r > 0)
			log_event(LOG_INFO, &e, "%s: %s", c->path, c->before.type == NODE_NONE ? "removed" : "restored");
	}
	rest_r = rest ? rest(data) : 0;
	if (rest_r < 0)
		make_again(changes, 0, undone);
	return rest_r;
}

static void say_undo(const struct changes *changes)
{
	printf("from %s:\n", changes->folder);
	for (size_t i = changes->n; i-- > 0;) {
		const struct change *c = &changes->v[i];

		printf("  %s %s\n", c->before.type == NODE_NONE ? "remove " : "restore", c->path);
	}
}

int perform_undo(const char *program, bool dry_run, int (*rest)(void *data), void *data)
{
	struct log_event e = { .action = "undo" };

	for (;;) {
		_cleanup_(changes_free) struct changes changes = { 0 };
		size_t left;
		int r;

		e.error = changes_load(program, &changes);
		if (e.error == -ENOENT) {
			log_plain(LOG_INFO, "nothing to undo in " CHANGES_DIR);
			return 0;
		}
		if (e.error < 0)
			break;
		r = find_changed(&changes, &left);
		if (r < 0)
			return r;
		if (dry_run && left) {
			say_undo(&changes);
			return 1;
		}
		r = undo(&changes, dry_run ? NULL : rest, data);
		if (r < 0)
			return r;
		e.error = dry_run ? 0 : changes_close(&changes);
		if (e.error < 0)
			break;
		if (left)
			return 1;
		if (dry_run)	/* all is as it was: an older one may be next, but not before this one is closed */
			return 0;
	}
	log_event(LOG_ERR, &e, "the backup in " CHANGES_DIR " cannot be used");
	return e.error;
}
