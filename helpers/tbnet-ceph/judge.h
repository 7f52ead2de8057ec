/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judge: judge what of a cluster is sound. */
#ifndef TBNET_JUDGE_H
#define TBNET_JUDGE_H

#include "cluster.h"
#include "fabric.h"
#include "table.h"

struct judge {
	const struct cluster *cluster;
	const struct fabric *fabric;	/* its prefixes: the mesh; without nodes, those are not known */
	bool split;			/* judge_is_split() */
	enum verdict only;		/* of this pass */
	unsigned findings;		/* wrong or dangerous */
	unsigned known, others;		/* settings in the database */
};

/* Prints what is sound and what is not, what loses data before what is slow; counts the findings. */
void judge_all(struct judge *j);

/* One line, and with NEXT another one, in the pass of this verdict. */
void judge_say(struct judge *j, enum verdict verdict, const char *next, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* True for a word that a printed command may have. */
bool judge_is_word(const char *s);

/* A command, to be freed; NULL where its words are not FIT, or without memory. */
char *judge_command(bool fit, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Health, flags, monitors and managers; pools and their room; addresses of monitors and OSDs. */
void judge_safety(struct judge *j);
void judge_pools(struct judge *j);
void judge_addresses(struct judge *j);

/* True if all of a list of networks is in the mesh. */
bool judge_in_mesh(const struct judge *j, const char *networks);

/* True if the cluster network is the mesh, by its addresses, and the public one is not. */
bool judge_is_split(const struct judge *j);

#endif
