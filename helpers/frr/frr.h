/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frr: whether FRR runs, and what its daemons say, asked by vtysh with a deadline: a
 * daemon that hangs must not take us along. */
#ifndef TBNET_FRR_H
#define TBNET_FRR_H

#include <stdbool.h>
#include <stddef.h>

struct json_object;

#define FRR_DEADLINE_MS	5000	/* an idle fabricd answers in 10 ms; while it computes, in some 100 */
#define FRR_VTYSH	"/usr/bin/vtysh"

/* 1 if the daemon ("fabricd", "watchfrr") of this machine runs, by its pid file, 0 if not, or a
 * negative errno that says nothing about it (sysfs_is_trouble()). */
int frr_runs(const char *daemon);

/* What vtysh prints for the command; *ret is to be freed. Returns 0, -ETIMEDOUT, the
 * exit code of vtysh, or another negative errno. */
int frr_ask(const char *command, char **ret);

/* What fabricd says of itself: the one look of tbnet-fabric check and tbnet-status. */
struct frr_look {
	struct json_object *neighbours;
	char *text;		/* owns config */
	char *config;		/* of fabricd, as it runs */
};

/* Asks it, in one go. Returns 0, or as frr_ask(), or -EBADMSG if the answer is not JSON. */
int frr_look(struct frr_look *ret);
void frr_look_free(struct frr_look *look);

/* Calls f for each neighbour, none where there was no answer, with words that are fit to be printed; STATE is "Up" if the adjacency is. */
typedef void (*frr_neighbour_func)(const char *ifname, const char *name, const char *state, void *data);
void frr_each_neighbour(const struct frr_look *look, frr_neighbour_func f, void *data);

/* True if one line of the text, without white space around it, is this one. */
bool frr_has_line(const char *text, const char *line);

#endif
