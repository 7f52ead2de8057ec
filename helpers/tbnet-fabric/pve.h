/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pve: read the fabric from Proxmox VE, for the whole cluster. */
#ifndef TBNET_PVE_H
#define TBNET_PVE_H

#include "pvesh.h"

#define PVE_TEXT_SIZE	80
#define PVE_LOCK	"/etc/pve/sdn/.lock"

struct pve {
	struct json_object *cluster;			/* its nodes */
	struct json_object *fabrics, *nodes;		/* as configured; nodes of our fabric */
	struct json_object *others;			/* nodes of all other fabrics */
	struct json_object *running, *running_nodes;	/* as last applied; nodes of our fabric */
};

/* Returns 0, or a negative errno after saying what failed. */
int pve_read(const struct fabric *fabric, struct pve *ret);

void pve_free(struct pve *pve);

/* Refuses what Proxmox VE would, and what is not ours to change. Returns 0, or -EINVAL
 * after saying why in one line. */
int pve_check(const struct fabric *fabric, const struct pve *pve);

/* -EBUSY, after saying so, while somebody holds the lock of the SDN configuration; or 0. */
int pve_check_lock(void);

/* The calls that make it what it is to be; none if it is so, and in force. 0 or -ENOMEM. */
int pve_calls(const struct fabric *fabric, const struct pve *pve, struct pvesh_calls *ret);

/* Those that take it away. */
int pve_deletions(const struct fabric *fabric, const struct pve *pve, struct pvesh_calls *ret);

/* Its element with this KEY, or NULL; and one value of it as text, "" if there is none. */
struct json_object *pve_find(struct json_object *list, const char *key, const char *value);
const char *pve_text(struct json_object *o, const char *key);

/* A prefix of it; of family 0 if there is none. */
struct prefix pve_prefix(struct json_object *o, const char *key);

/* Of a port, all that Proxmox VE has: "name=en05,hello_multiplier=3"; NULL: not there. */
const char *pve_port(struct json_object *node, const char *name);

/* True if it is not as it should be. O NULL: it does not exist. */
bool pve_fabric_differs(const struct fabric *fabric, struct json_object *o);
bool pve_node_differs(const struct fabric_node *node, struct json_object *o);

/* For people, without control characters. */
const char *pve_show(const char *text, char buf[PVE_TEXT_SIZE]);

/* The calls to make, after looking whether anything stands in the way; and showing them. The
 * exit code. */
int pve_plan(const struct fabric *fabric, struct pvesh_calls *ret);
void pve_show_calls(const struct fabric *fabric, const struct pvesh_calls *calls);
void pve_print_calls(const struct pvesh_calls *calls);

/* Logs the output of a successful call as warnings: "apply" succeeds even if a node failed. Changes SAID. */
void pve_show_said(const struct pvesh_call *call, char *said);

/* Asks every node of the fabric whether it has applied it. CLUSTER are the cluster's nodes. Returns 0, or a negative errno after
 * saying of each node that has not why, and the next step. */
int pve_ask_nodes(const struct fabric *fabric, struct json_object *cluster);

/* The verbs, each of which returns the exit code. */
struct changes;
struct nl_sock;

int pve_apply(const struct fabric *fabric, struct changes *changes);
int pve_undo(const struct fabric *fabric, struct nl_sock *sock);

/* Takes lsp-gen-interval out of the running FRR, unless frr.conf.local still has it. Returns
 * 0, also where there is none, or a negative errno after saying so. */
int pve_forget(const struct fabric *fabric);

#endif
