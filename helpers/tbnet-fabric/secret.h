/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secret: the password of the fabric, and how all nodes get it without losing a neighbor. */
#ifndef TBNET_SECRET_H
#define TBNET_SECRET_H

#include "fabric.h"

/* Reads the file that TBNET_FABRIC_SECRET names into fabric->secret, "" where the setting is empty. Refuses a file that others
 * can read, and what FRR would not take. Returns 0, or -EINVAL after saying why. */
int secret_read(struct fabric *fabric);

/* A copy of the fabric with the secret and BFD that the last apply put into FRR's file. Returns 0 or a negative errno after saying
 * so. */
int secret_applied(const struct fabric *fabric, struct fabric *ret);

/* The step that an apply takes if the secret differs from OLD. */
enum secret_step {
	SECRET_SAME,
	SECRET_PREPARE,	/* this time nothing but have the neighbors keep this node while they refuse its hellos */
	SECRET_SET,	/* this node is prepared, or has no neighbor to lose */
};

/* Finds the step out. Returns 0, or a negative errno after saying why it cannot tell. */
int secret_step(const struct fabric *fabric, const char *old, enum secret_step *ret);

/* Before SECRET_SET: waits for the next hello of each neighbor. Returns 0 if all are prepared, or a negative errno after saying which
 * is not. */
int secret_wait(const struct fabric *fabric);

/* Prepares the running FRR. Returns 0 or a negative errno after saying so. */
int secret_prepare(const struct fabric *fabric);

/* Removes the passwords from the running FRR, after they left its file. The same errors. */
int secret_forget(const struct fabric *fabric);

/* Ends what secret_prepare() began, SECRET_S later. */
void secret_settle(const struct fabric *fabric);

#endif
