/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frr: ask FRR's daemons through vtysh, with a deadline: a
 * daemon that hangs must not take us along. */
#ifndef TBNET_FRR_H
#define TBNET_FRR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frrconfig.h"

struct json_object;

#define FRR_DEADLINE_MS	5000	/* an idle fabricd answers in 10 ms; while it computes, in some 100 */
#define FRR_CONFIGURE_MS 30000
#define FRR_VTYSH	"/usr/bin/vtysh"

/* Routing protocols of a mesh: OpenFabric, and those of Proxmox VE's other fabrics. */
enum frr_protocol { FRR_OPENFABRIC, FRR_OSPF, FRR_BGP, FRR_PROTOCOLS };

/* "OpenFabric", and its daemon, "fabricd". */
const char *frr_protocol_name(enum frr_protocol protocol);
const char *frr_daemon(enum frr_protocol protocol);

/* 1 if the daemon ("fabricd", "watchfrr") of this machine runs, by its pid file, 0 if not, or a
 * negative errno that says nothing about it (sysfs_is_trouble()). */
int frr_runs(const char *daemon);

/* True if FRR is installed. */
bool frr_is_installed(void);
#define FRR_INSTALL	"apt-get install frr frr-pythontools"	/* the command for it */

/* Gets the output of vtysh for the command; the caller frees *ret. Returns 0, -ETIMEDOUT, the
 * exit code of vtysh, or another negative errno. */
int frr_ask(const char *command, char **ret);

/* The same for two commands, one answer behind the other, until the deadline (clock_now()). */
int frr_ask_both(const char *first, const char *second, int64_t deadline, char **ret);

/* Gives TEXT's lines to the running FRR, one after the other up to the first that it refuses, and cuts TEXT apart; nothing goes
 * to a file. Returns 0, the exit code of vtysh, or a negative errno; the caller reads back what FRR has. */
int frr_configure(char *text);

/* The same for secrets, through a file in memory and not the command line: vtysh reads all lines, and fails if FRR refused one. */
int frr_configure_unseen(const char *text);

/* The sessions of BFD, as *ret, to be put: bfdd's list. Returns 0, or as frr_ask(), or -EBADMSG. */
int frr_bfd(struct json_object **ret);

/* True if one of them on this interface is up. */
bool frr_bfd_is_up(struct json_object *sessions, const char *ifname);

/* The configuration with which FRR runs. -ENOTCONN: vtysh reached no daemon, or another negative errno. */
int frr_running(struct frr_config *ret);

/* The two commands of vtysh that frr_look() gives. */
void frr_questions(enum frr_protocol protocol, const char **ret_neighbors, const char **ret_config);

/* A daemon's state, which tbnet-fabric check and tbnet-status share. */
struct frr_look {
	enum frr_protocol protocol;
	struct json_object *neighbors;
	struct frr_config config;	/* as it runs */
};

/* Asks it, in one go, until the deadline (clock_now()). Returns 0, or as frr_ask(), or -EBADMSG if the answer is not JSON. */
int frr_look(enum frr_protocol protocol, int64_t deadline, struct frr_look *ret);
void frr_look_free(struct frr_look *look);

/* Calls f for each neighbor, none where there was no answer, with words that are fit to be printed. WHERE is the
 * interface, or, of BGP, the neighbor's address where that is all it knows; UP: the adjacency is, STATE in FRR's own word. */
typedef void (*frr_neighbor_func)(const char *where, const char *name, const char *state, bool up, void *data);
void frr_each_neighbor(const struct frr_look *look, frr_neighbor_func f, void *data);

/* How many seconds OpenFabric's neighbor on this interface stays up without another hello; -ENOENT: none is up. */
int frr_expires(const struct frr_look *look, const char *ifname);

/* True if one line of the text, without white space around it, is this one. */
bool frr_has_line(const char *text, const char *line);

#endif
