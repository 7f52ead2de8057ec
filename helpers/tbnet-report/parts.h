/* SPDX-License-Identifier: GPL-2.0-or-later */
/* parts: what a report is made of. tests/field/README.md has the format. */
#ifndef TBNET_PARTS_H
#define TBNET_PARTS_H

#include "entries.h"
#include "view.h"

/* Each adds its part as it is on this machine; the scrubber comes later. 0 or -ENOMEM: what cannot be read is left out, and noted. */
int part_files(struct entries *e, const struct view *v);	/* root/ */
int part_sys(struct entries *e, const struct view *v);		/* sys */
int part_node(struct entries *e, const struct view *v);		/* node */
int part_answers(struct entries *e, const struct view *v);	/* answers/ */
int part_case(struct entries *e, const struct view *v);		/* case, and "report" for people */

/* The figures of a replug of each link by somebody at the terminal, and of a probe after it: "figures". */
int part_test(struct entries *e, const struct view *v);

/* Adds a file of what PUT writes, which returns 0 or a negative errno. */
int part_put(struct entries *e, const char *path, int (*put)(FILE *f, const struct entries *e, const struct view *v), const struct view *v);

/* Runs a program that changes nothing, for 5 s at most. Returns its output, "" if it fails, which the caller frees; NULL without
 * memory. RET_CODE, its exit code or a negative errno, may be NULL. */
char *part_run(const char *const argv[], int *ret_code);

#endif
