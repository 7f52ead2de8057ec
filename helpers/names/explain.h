/* SPDX-License-Identifier: GPL-2.0-or-later */
/* explain: why is a netdev not called what it should be, and what is the next step? */
#ifndef TBNET_EXPLAIN_H
#define TBNET_EXPLAIN_H

#include "subject.h"

/* One line each, fit to be printed: what comes from files in it is defused. */
struct explanation {
	char *cause;
	char *next;	/* the command; else what is to be done before it */
};

/* For a netdev that is not right. Returns 0 or -ENOMEM. */
int explain(const struct subject *s, struct explanation *ret);
void explanation_free(struct explanation *e);

#endif
