/* SPDX-License-Identifier: GPL-2.0-or-later */
/* state: numbers and lines that outlive a program but not a boot, in /run/tbnet. */
#include "state.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "sysfs.h"

int state_read(const char *name, unsigned *ret)
{
	return sysfs_read_uint(STATE_DIR, name, 0, UINT_MAX, ret);
}

bool state_is(const char *name, unsigned value)
{
	unsigned noted;

	return state_read(name, &noted) == 0 && noted == value;
}

static int open_dir(void)
{
	int dir = open(STATE_DIR, O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	return dir < 0 ? -errno : dir;
}

int state_write(const char *name, unsigned value)
{
	char text[16];

	snprintf(text, sizeof(text), "%u", value);
	return state_write_text(name, text);
}

int state_write_text(const char *name, const char *text)
{
	_cleanup_fd_ int dir = -1, fd = -1;
	char new[NAME_MAX];
	int r;

	if (mkdir(STATE_DIR, 0755) < 0 && errno != EEXIST)
		return -errno;
	dir = open_dir();
	if (dir < 0)
		return dir;
	if (snprintf(new, sizeof(new), ".%s", name) >= (int)sizeof(new))
		return -ENAMETOOLONG;
	fd = openat(dir, new, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644);
	if (fd < 0)
		return -errno;
	errno = EIO;	/* a short write sets none */
	if (dprintf(fd, "%s\n", text) == (int)strlen(text) + 1 && renameat(dir, new, dir, name) == 0)
		return 0;
	r = -errno;
	unlinkat(dir, new, 0);
	return r;
}

int state_remove(const char *name)
{
	_cleanup_fd_ int dir = open_dir();

	if (dir < 0)
		return dir == -ENOENT ? 0 : dir;
	return unlinkat(dir, name, 0) < 0 && errno != ENOENT ? -errno : 0;
}
