/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linkfile: what one .link file (systemd.link(5)) says that matters for a name. */
#ifndef TBNET_LINKFILE_H
#define TBNET_LINKFILE_H

#include <net/if.h>
#include <stdbool.h>

#include "words.h"

/* A word of a [Match] list begins with '!' where it is inverted. */
struct link_file {
	char *path;
	const char *base;	/* the file name within path */
	int error;		/* why it is ignored, negative errno; 0: it is not */
	char *bad;		/* "FILE:LINE" of the first line that is not read as it is meant; NULL: none */
	struct words paths, drivers, properties, types, originals, macs;
	bool foreign;		/* Kind= or the like: for no hardware */
	bool vague;		/* has a condition that is taken to hold without a look */
	bool database;		/* NamePolicy= has "database" first: the name is tbnet-port's */
	bool policy;		/* NamePolicy= has another name before Name= */
	char name[IFNAMSIZ];	/* Name=, or "" */
};

/* Reads the file at PATH, then every file in dropins, in this order, into *ret.
 * A file that is unreadable or broken is in *ret with its error. systemd reads lines of
 * 1 MiB (LONG_LINE_MAX); a whole file here is no longer (file_read()). -ENOMEM. */
int link_file_read(const char *path, const struct words *dropins, struct link_file *ret);

void link_file_free(struct link_file *f);

/* Adds the settings in text (which is changed) to *f. Returns 0, -EBADMSG for
 * what systemd takes for a broken file, or -ENOMEM. *ret_bad: the number of the first
 * line that is not read as it is meant, or 0. */
int link_file_parse(struct link_file *f, char *text, unsigned *ret_bad);

#endif
