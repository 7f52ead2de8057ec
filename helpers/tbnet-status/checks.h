/* SPDX-License-Identifier: GPL-2.0-or-later */
/* checks: what can be wrong, as a table. */
#ifndef TBNET_CHECKS_H
#define TBNET_CHECKS_H

#include "host.h"

enum severity {
	ERROR,		/* a link does not do its work */
	WARNING,	/* it does, and something is wrong or will be */
	NOTE,		/* worth knowing; does not change the verdict */
	N_SEVERITIES
};

/* The places where a check found its fault. */
struct hits;

/* Notes one: the port (NULL: none) and up to three strings of its own. Strings are
 * copied. */
void hit(struct hits *hits, const struct host_port *p, const char *a, const char *b, const char *c);

/* In the texts stand {if}, {place}, {peer} and {mtu} for the port's, {wanted} for the
 * MTU of the settings, and {1} to {3} for the strings of the hit, or of the example. */
struct check {
	const char *id;		/* "F12", of --explain */
	enum severity severity;
	const char *slug;	/* for machines, and tests: unique and lasting */
	void (*look)(const struct host *n, struct hits *hits);
	const char *what, *why;
	const char *next;	/* the first step: one that cannot hurt */
	const char *then;	/* what else to do, for the page; NULL: nothing */
	const char *example[3];	/* strings of the hit, for a page without one */
};

extern const struct check checks[];
extern const size_t n_checks;

const char *severity_name(enum severity s);

#endif
