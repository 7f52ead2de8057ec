/* SPDX-License-Identifier: GPL-2.0-or-later */
/* leftovers: find what guides have left on this machine. */
#ifndef TBNET_LEFTOVERS_H
#define TBNET_LEFTOVERS_H

#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>

#include "node.h"

enum leftover_how {
	HOW_WHOLE,	/* a file is one if all of has is in it */
	HOW_LINES,	/* lines of a file are, those that match line */
	HOW_UNIT,	/* a unit is, if all its commands are known (commands.h) */
	HOW_WAIT,	/* lines of a drop-in are, that match line, if all that they name is devices of links or left over, and has is in the file */
	HOW_RULE,	/* lines of a udev rules file are, that match line and has, or line and run only known commands or such units */
	HOW_SCRIPT,	/* a script is, if its commands are known and a left-over unit or rule runs it */
	HOW_TIMER,	/* a timer is, if its unit is left over */
	HOW_LINK_FILE,	/* a .link file is compared with the package's */
	HOW_ENABLED,	/* a symbolic link that enables a unit which is left over itself */
	HOW_NETWORKD,	/* one that enables systemd-networkd, which has nothing to manage */
	HOW_NAME,	/* whatever has that name */
	HOW_BROKEN,	/* a badly pasted script, which no shell runs as its author wanted */
};

#define LEFTOVER_PATHS	8
#define LEFTOVER_HAS	3

/* One kind; all of them are in kinds.c. */
struct leftover_kind {
	const char *id;
	const char *paths[LEFTOVER_PATHS];	/* glob(7) */
	const char *has[LEFTOVER_HAS];		/* regex(7), extended */
	const char *line;			/* the same */
	enum leftover_how how;
	bool keeps_file;	/* without lines that are left over the file is still needed */
	bool stays;		/* only its owner can tell: named, and left */
	bool warns;		/* stays, too, and whoever wrote it: tbnet-status names what it does, tbnet-adopt does not look for it */
	bool unit;		/* systemd has read it */
	bool in_initramfs;	/* which has a copy */
	const char *what;	/* "a script that ..." */
	const char *instead;	/* what of tbnet does it; or with stays, what to look at */
};

extern const struct leftover_kind leftover_kinds[];
extern const size_t leftover_n_kinds;

struct leftover {
	const struct leftover_kind *kind;
	char *path;		/* clean text, but of a kind that only warns */
	struct node node;	/* what was looked at: the numbers of lines are of this text */
	size_t *lines;		/* their numbers, from 1, rising; NULL: the whole file */
	size_t n_lines;
	bool stays;		/* tbnet-adopt leaves it */
	char *why;		/* with stays: why, if the kind does not say it; or NULL */
	bool broken;		/* begins with "#\!": no shell ever ran it */
	unsigned mtu;		/* that it sets; 0: none */
};

struct leftovers {
	struct leftover *v;	/* in the order in which they can be taken away one by one */
	size_t n;
	bool unreadable;	/* some files are not for this user to read */
};

/* Looks for all kinds; for those that only warn, if WARNINGS. What is broken or no text is passed over. Returns 0 or -ENOMEM. */
int leftovers_find(bool warnings, struct leftovers *ret);
void leftover_free(struct leftover *l);
void leftovers_free(struct leftovers *l);

/* True for "sys-subsystem-net-devices-IF.device", as systemd escapes IF, at the beginning of the text. */
bool leftover_device(const char *text, char ret_ifname[IFNAMSIZ]);

/* How many of them tbnet-adopt would take over. */
size_t leftovers_to_take(const struct leftovers *l);

#endif
