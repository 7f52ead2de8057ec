/* SPDX-License-Identifier: GPL-2.0-or-later */
/* findings: put what the checks found into words, worst first. */
#ifndef TBNET_FINDINGS_H
#define TBNET_FINDINGS_H

#include "checks.h"

/* Each text is one line, fit to be printed: what came from elsewhere in it is defused. */
struct finding {
	const struct check *check;
	char *subject;		/* the interface, or what else it is about; "" the node */
	char *what, *why, *next, *then;	/* then: "" for none */
};

struct findings {
	struct finding *v;
	size_t n;
};

/* Runs all checks. Returns 0 or -ENOMEM. */
int findings_make(const struct host *n, struct findings *ret);
void findings_free(struct findings *f);

/* The same as an example: en05 and n2 stand for whatever it may be. Returns 0 or -ENOMEM. */
int finding_example(const struct check *check, struct finding *ret);
void finding_free(struct finding *f);

/* True if one of them is an error or a warning. */
bool findings_degraded(const struct findings *f);

#endif
