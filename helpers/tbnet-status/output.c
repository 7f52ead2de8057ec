/* SPDX-License-Identifier: GPL-2.0-or-later */
/* output: a file that is whole or not there. */
#include "output.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"

int output_open(const char *path, struct output *ret)
{
	const char *slash = path ? strrchr(path, '/') : NULL;
	int directory = slash ? (int)(slash - path) + 1 : 0, fd;
	struct output o = { .f = stdout, .path = path };

	if (path) {
		/* hidden, and not .prom: node_exporter passes it over */
		if (asprintf(&o.new, "%.*s.%s.XXXXXX", directory, path, path + directory) < 0)
			return -ENOMEM;
		fd = mkostemp(o.new, O_CLOEXEC);
		o.f = fd < 0 || fchmod(fd, 0644) < 0 ? NULL : fdopen(fd, "w");
		if (!o.f) {
			int r = -errno;

			if (fd >= 0) {
				unlink(o.new);
				close(fd);
			}
			free(o.new);
			return r;
		}
	}
	*ret = o;
	return 0;
}

int output_close(struct output *o, int ok)
{
	_cleanup_free_ char *new = TAKE(o->new);
	int r = fflush(o->f) == 0 && !ferror(o->f) ? 0 : -EIO;

	if (!new)
		return r;
	if (fclose(o->f) != 0 && r == 0)
		r = -errno;
	if (r == 0 && ok && rename(new, o->path) < 0)
		r = -errno;
	if (r < 0 || !ok)
		unlink(new);
	return r;
}
