/* SPDX-License-Identifier: GPL-2.0-or-later */
/* write: the missing .link files, put in place. */
#include "write.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "clock.h"
#include "linktext.h"
#include "log.h"
#include "state.h"

#define LOCK_FILE	"name.lock"
#define LOCK_WAIT_MS	10000	/* one writes for milliseconds; more is something that hangs */
#define LOCK_PAUSE_MS	50
/* Not *.link, so that udev does not read it. One name: only the lock's holder writes. */
#define NEW_FILE	".tbnet-name.new"

/* Opens a directory; makes it if its parent is there. */
static int open_dir(const char *path)
{
	int fd;

	if (mkdir(path, 0755) < 0 && errno != EEXIST)
		return -errno;
	fd = open(path, O_DIRECTORY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

static int open_lock(void)
{
	_cleanup_fd_ int dir = open_dir(STATE_DIR);
	int fd;

	if (dir < 0)
		return dir;
	fd = openat(dir, LOCK_FILE, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
	return fd < 0 ? -errno : fd;
}

int write_lock(void)
{
	struct log_event e = { .action = "write" };
	int64_t end = clock_now() + LOCK_WAIT_MS;
	int fd = open_lock();

	if (fd < 0) {
		e.error = fd;
		log_event(LOG_ERR, &e, STATE_DIR "/" LOCK_FILE " cannot be opened");
		return fd;
	}
	/* flock() has no time-out, and its end raises no event */
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK || clock_left(end) == 0) {
			e.error = errno == EWOULDBLOCK ? -ETIMEDOUT : -errno;
			log_event(LOG_ERR, &e, STATE_DIR "/" LOCK_FILE ": no lock, another tbnet-name holds it");
			close(fd);
			return e.error;
		}
		clock_poll(-1, clock_now() + LOCK_PAUSE_MS);
	}
	return fd;
}

/* A whole file under NEW_FILE, on the disk. What a crash left there is replaced. */
static int prepare(int dir, const char *text)
{
	_cleanup_fd_ int fd = -1;
	size_t n = strlen(text);
	ssize_t done;

	if (unlinkat(dir, NEW_FILE, 0) < 0 && errno != ENOENT)
		return -errno;
	fd = openat(dir, NEW_FILE, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	done = write(fd, text, n);
	if (done >= 0 && (size_t)done < n)
		errno = ENOSPC;
	if (done < 0 || (size_t)done < n || fsync(fd) < 0)
		return -errno;
	return 0;
}

/* link(2) and not rename(2): it fails where a file of that name is. */
static int put_new(int dir, const char *name)
{
	int r;

	if (linkat(dir, NEW_FILE, dir, name, 0) < 0)
		return -errno;
	if (fsync(dir) == 0)
		return 0;
	r = -errno;
	unlinkat(dir, name, 0);	/* its copy goes as well */
	return r;
}

/* The copy first: a file without one would stay after a purge. A copy without its
 * file does no harm. */
static int put(const char *name, const char *text)
{
	_cleanup_fd_ int links = open_dir(LINK_DIR), copies = -1;
	int r = links < 0 ? links : prepare(links, text);

	if (r == 0 && faccessat(links, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
		r = -EEXIST;
	if (r == 0) {
		copies = mkdir("/var/lib/tbnet", 0755) < 0 && errno != EEXIST ? -errno : open_dir(COPY_DIR);
		r = copies < 0 ? copies : prepare(copies, text);
	}
	if (r == 0 && renameat(copies, NEW_FILE, copies, name) < 0)
		r = -errno;
	if (r == 0)
		r = put_new(links, name);
	if (links >= 0)
		unlinkat(links, NEW_FILE, 0);
	if (r < 0 && r != -EEXIST && copies >= 0) {
		unlinkat(copies, NEW_FILE, 0);
		unlinkat(copies, name, 0);
	}
	return r;
}

static int write_entry(const struct plan_entry *entry, unsigned mtu)
{
	_cleanup_free_ char *path = link_path(LINK_DIR, entry), *text = link_text(entry, mtu);
	struct log_event e = { .ifname = entry->name, .action = "write", .mtu = mtu, .id = LOG_ID_NAME };

	e.error = path && text ? put(strrchr(path, '/') + 1, text) : -ENOMEM;
	if (e.error == -EEXIST) {
		e.error = 0;
		log_event(LOG_INFO, &e, "%s is there and does not give this name to %s: left alone", path,
			  entry->controller->address);
		return 0;
	}
	if (e.error < 0) {
		log_event(LOG_ERR, &e, "%s cannot be written", path ? path : "its .link file");
		return e.error;
	}
	if (entry->port)
		log_event(LOG_INFO, &e, "wrote %s for port %u of %s", path, entry->port, entry->controller->address);
	else
		log_event(LOG_INFO, &e, "wrote %s for %s", path, entry->controller->address);
	return 1;
}

int write_missing(const struct plan *plan, unsigned mtu)
{
	struct log_event e = { .action = "write" };
	int written = 0, r = 0;

	/* of a run that was cut short */
	unlink(LINK_DIR "/" NEW_FILE);
	unlink(COPY_DIR "/" NEW_FILE);
	for (size_t i = 0; i < plan->n && r >= 0; i++) {
		const struct plan_entry *entry = &plan->v[i];

		if (entry->reason == PLAN_GIVEN)
			continue;
		if (!*entry->name) {
			log_event(LOG_ERR, &e, "no name from en05 to en99 is left for %s", entry->controller->address);
			r = -ENOSPC;
			continue;
		}
		r = write_entry(entry, mtu);
		written += r > 0;
	}
	if (r >= 0 && !written)
		log_event(LOG_DEBUG, &e, "no .link file is missing");
	return r < 0 ? r : written;
}
