/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verbs: the verbs of tbnet-fabric. Each returns the exit code. */
#ifndef TBNET_VERBS_H
#define TBNET_VERBS_H

#include <errno.h>

#include "fabric.h"
#include "options.h"

#define PROGRAM	"tbnet-fabric"	/* whose backups an undo takes */

struct changes;
struct nl_sock;

/* WORDS: one prefix, or one of each family. Asks, unless YES. */
int verb_init(char *const words[], size_t n, bool yes, struct nl_sock *sock);

int verb_plan(const struct fabric *fabric, struct nl_sock *sock);

int verb_apply(const struct fabric *fabric, struct nl_sock *sock);

/* FABRIC NULL: there are no settings, and only what is left of one is looked for. */
int verb_check(const struct fabric *fabric, struct nl_sock *sock);

/* FABRIC NULL: only the files. */
int verb_undo(const struct fabric *fabric, struct nl_sock *sock);

/* Only prints what verb_undo() would do. */
int verb_show_undo(const struct fabric *fabric, struct nl_sock *sock);

/* The exit code: -EINVAL is a refusal, of settings or of what is on this machine, all else a failure. */
static inline int verb_exit(int r)
{
	return r >= 0 ? EXIT_DONE : r == -EINVAL ? EXIT_USAGE : EXIT_FAILED;
}

/* Collects the changes of files, after checking for conflicts. */
int apply_collect(const struct fabric *fabric, struct nl_sock *sock, struct changes *ret);

/* One port, or, for NULL, all of them and the dummy. */
int verb_up(const struct fabric *fabric, struct nl_sock *sock, const char *ifname);

/* The same after ifupdown2 has set what its files say, where it is installed. Returns 0, or a negative errno after saying so. */
int up_interfaces(const struct fabric *fabric, struct nl_sock *sock);

#endif
