/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unseen: what could not be looked at, and why. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cleanup.h"
#include "host.h"
#include "text.h"

int host_unseen(struct host *n, const char *what, const char *why)
{
	_cleanup_free_ char *text = NULL;

	if (asprintf(&text, "%s: %s", what, why) < 0)
		return -ENOMEM;
	text_defuse(text);
	return words_add(&n->unseen, text);
}

int host_not_permitted(struct host *n, const char *what)
{
	return host_unseen(n, what, "not permitted for this user");
}

int host_not_read(struct host *n, const char *what, int error)
{
	return host_unseen(n, what, strerror(-error));
}

bool host_is_closed(const char *path)
{
	struct stat st;
	int mode = stat(path, &st) == 0 && S_ISDIR(st.st_mode) ? R_OK | X_OK : R_OK;

	return access(path, mode) < 0 && errno == EACCES;
}
