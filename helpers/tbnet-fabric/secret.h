/* SPDX-License-Identifier: GPL-2.0-or-later */
/* secret: the password of the fabric, and how all nodes get it without losing a neighbor. */
#ifndef TBNET_SECRET_H
#define TBNET_SECRET_H

#include "fabric.h"

/* Reads the file that TBNET_FABRIC_SECRET names into fabric->secret, "" where the setting is empty. Refuses a file that others
 * can read, and what FRR would not take. Returns 0, or -EINVAL after saying why. */
int secret_read(struct fabric *fabric);

/* 16 bits of the secret, as "3f2a", for people to compare between nodes; they tell nobody more of it than that. */
#define SECRET_MARK_SIZE	5
const char *secret_mark(const char *secret, char buf[SECRET_MARK_SIZE]);

/* Takes the log of FRR's reload from other users: it has each line that a reload adds or removes. A failure is a warning. */
void secret_hide_log(void);

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

/* True if the last secret_prepare() is no longer in the running FRR, though its time is not over: FRR was started, or has its file
 * again, as after each apply of SDN. */
#define SECRET_LOST	"this node was prepared for another secret, and FRR has been reloaded or started since (Proxmox VE reloads it at each apply of SDN): "
bool secret_is_lost(enum secret_step step);

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
