/* SPDX-License-Identifier: GPL-2.0-or-later */
/* find: what the parts of the search share; nothing for others. */
#ifndef TBNET_FIND_H
#define TBNET_FIND_H

#include <regex.h>

#include "leftovers.h"
#include "node.h"

#define FIND_MTU	"link set.*mtu[ \t]+([0-9]+)"

/* One file that may be one, of one kind. */
struct find {
	const struct leftover_kind *kind;
	struct leftovers *found;
	const char *path;
	struct node node;
	int error;		/* -ENOMEM: one of the answers below is no answer */
};

/* Adds *l for f->path, with a reason or NULL; takes l->lines over, and if it succeeds f->node. 0 or -ENOMEM. */
int find_add(struct find *f, struct leftover *l, const char *why);

/* True if the pattern is in the text; match[1] is its first group. */
bool find_has(struct find *f, const char *text, const char *pattern, regmatch_t match[2]);

/* The number that is the first group of the pattern; 0: none. */
unsigned find_mtu(struct find *f, const char *text, const char *pattern);

const char *find_base(const char *path);

/* Find units, rules, scripts and timers by their commands: 0 or -ENOMEM. */
int find_unit(struct find *f);
int find_script(struct find *f);
int find_timer(struct find *f);

/* True for a line of udev rules that runs a guide's script, or only known commands, or wants units that are left over. */
bool find_rule_is_known(struct find *f, const char *line);

/* The unit of this name ("x@en05.service" is "x@.service") that is left over and does not stay; NULL: none. */
const struct leftover *find_left_unit(const struct leftovers *found, const char *name);

/* True for a line of a unit or its drop-in all of whose units are devices of links, or left over. */
bool find_wait_is_known(struct find *f, const char *line);

/* The unit file or drop-in that requires the unit, and stays, for free(); untouched: none. 0 or -ENOMEM. */
int find_requirer(const struct leftovers *found, const char *unit, char **ret_path);

/* The kinds that are no text: 0 or -ENOMEM. */
int find_enabled(struct find *f);
int find_link_file(struct find *f);

/* Keeps a file to which another kept file refers. */
int find_users(struct leftovers *found);

/* In the order of the table. */
void find_sort(struct leftovers *found);

#endif
