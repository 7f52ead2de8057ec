/* SPDX-License-Identifier: GPL-2.0-or-later */
/* split: find an FRR whose configuration is in one file for each daemon.
 *
 * A daemon reads its own file only while there is no frr.conf (vty_read_config() in FRR's lib/vty.c): writing that file would take
 * everything else away at the next start. */
#include "split.h"

#include <errno.h>
#include <glob.h>
#include <unistd.h>

#include "cleanup.h"
#include "fabric.h"
#include "left.h"
#include "lines.h"

#define DAEMONS	"/etc/frr/{zebra,*d}.conf"

/* FRR's script makes an empty one for each daemon. */
static int has_lines(const char *path)
{
	_cleanup_free_ char *text = lines_read(path);
	char *rest = text;

	if (!text)
		return errno == ENOMEM ? -ENOMEM : 0;
	for (char *line = lines_line(&rest); line; line = lines_line(&rest))
		if (*line && *line != '!' && *line != '#')
			return 1;
	return 0;
}

int split_check(void)
{
	glob_t files = { 0 };
	int r = 0;

	if (access(LEFT_FRR, F_OK) == 0)
		return 0;
	if (glob(DAEMONS, GLOB_BRACE, NULL, &files) == GLOB_NOSPACE)
		r = -ENOMEM;
	for (size_t i = 0; i < files.gl_pathc && r == 0; i++) {
		r = has_lines(files.gl_pathv[i]);
		if (r > 0)
			r = refuse("%s has a part of FRR's configuration, and FRR ignores such a file as soon as there is " LEFT_FRR
				   "; first: vtysh -c 'write integrated'", files.gl_pathv[i]);
	}
	globfree(&files);
	return r;
}
