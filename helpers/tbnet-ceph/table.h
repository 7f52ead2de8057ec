/* SPDX-License-Identifier: GPL-2.0-or-later */
/* table: settings of Ceph that guides have, their defaults by release, and what a value does. */
#ifndef TBNET_TABLE_H
#define TBNET_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#define RELEASE_REEF		18
#define RELEASE_SQUID		19
#define RELEASE_TENTACLE	20

/* The worst last: they are printed from there. */
enum verdict {
	KEEP,		/* does good */
	NO_EFFECT,
	OTHER,		/* not the default, and not judged */
	OPTIONAL,	/* a choice, neither better nor worse */
	WRONG,		/* does harm, or not what its author wanted */
	DANGEROUS,	/* data can be lost */
	N_VERDICTS
};

enum compare { IS, LEAST, MOST, ANY };

/* The condition under which a row is true. */
enum condition {
	ALWAYS,
	MCLOCK,		/* osd_op_queue is mClock's, which is the default */
	MCLOCK_OWN,	/* and osd_mclock_override_recovery_settings is not on */
	AUTOTUNE,	/* bluestore_cache_autotune is on, which is the default */
};

struct setting {
	const char *who;	/* the section that it belongs to */
	const char *name;
	const char *usual;	/* Ceph's own default as `ceph config dump` has it, numbers in any form */
	const char *tentacle;	/* that of Tentacle, if it is another */
	bool restart;		/* a daemon takes it up when it starts */
	const char *guide_who;	/* where guides set it, if not WHO */
};

/* The effect of a value, or of a range of values. */
struct meaning {
	const char *name;
	enum compare compare;
	const char *value;
	enum condition condition;
	enum verdict verdict;
	const char *reason;
};

extern const struct setting settings[];
extern const size_t n_settings;
extern const struct meaning meanings[];
extern const size_t n_meanings;

const char *verdict_text(enum verdict verdict);

/* The row for a name, that of the section if there is one. NULL if no guide has it, or nothing is known of RELEASE
 * (0: the newest that is known). */
const struct setting *setting_find(const char *section, const char *name, int release);

/* Ceph's own value in RELEASE; NULL: none, it is a list of networks. */
const char *setting_usual(const struct setting *s, int release);

/* True if VALUE is what the row is about; its condition is the caller's to look at. */
bool meaning_is_of(const struct meaning *m, const char *name, const char *value);

/* "reef", or "of unknown version". */
const char *release_name(int release);

/* True if two values are the same number, truth value or text. */
bool value_is_same(const char *a, const char *b);

#endif
