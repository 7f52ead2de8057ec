/* SPDX-License-Identifier: GPL-2.0-or-later */
/* bench: measure writes and reads of the cluster, on a temporary pool. */
#ifndef TBNET_BENCH_H
#define TBNET_BENCH_H

#include "cluster.h"

#define BENCH_POOL	"tbnet-bench"

/* Writes and reads large objects and writes small ones, for SECONDS each, then removes the pool, also at SIGINT and SIGTERM,
 * and says what came of it. Returns an exit code. */
int bench_run(const struct cluster *cluster, unsigned seconds);

/* The pool, made and removed. Each returns 0, or a negative errno after saying what failed. */
int pool_make(const struct cluster *cluster);
int pool_remove(const struct cluster *cluster);

/* Prints the links of this machine with their speed, a line. Returns that of the slowest in Gbit/s, 0 if none is known. */
double links_print(void);

#endif
