/* SPDX-License-Identifier: GPL-2.0-or-later */
/* table: the guide's settings of Ceph, and what each does, by release. */
#ifndef TBNET_TABLE_H
#define TBNET_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#define RELEASE_REEF		18
#define RELEASE_SQUID		19
#define RELEASE_TENTACLE	20

enum verdict {
	KEEP,		/* does good */
	OPTIONAL,	/* a choice, neither better nor worse */
	NO_EFFECT,
	WRONG,		/* does harm, or not what was meant */
	DANGEROUS,	/* data can be lost */
};

/* One line of the guide. Values are as `ceph config dump` has them, numbers in any form. */
struct setting {
	const char *who;		/* the section that it belongs to */
	const char *name;
	const char *guide;		/* the guide's value; NULL: an address */
	const char *usual;		/* Ceph's own default; NULL: it depends, see reason */
	enum verdict verdict;		/* on a value that is not the default */
	int from, to;			/* releases that this is true of */
	bool restart;			/* a daemon takes it up when it starts */
	const char *reason;
	const char *guide_who;		/* where the guide sets it, if not WHO */
};

extern const struct setting settings[];
extern const size_t n_settings;

const char *verdict_text(enum verdict verdict);

/* The row for a name in a release, 0: the newest; that of the section, if there is one. NULL if no guide has it,
 * or nothing is known of that release. */
const struct setting *setting_find(const char *section, const char *name, int release);

/* "reef", or "not known". */
const char *release_name(int release);

/* True if two values are the same number, truth value or text. */
bool value_is_same(const char *a, const char *b);

#endif
