/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verdict: what is wrong, worst first, for people. */
#include "verdict.h"

#include <string.h>

#include "wrap.h"

#define LABEL	8	/* columns of what stands in front */
#define FINDING	12	/* and of "warning F12" */

/* A command is to be copied: it is broken behind "&&" alone, where a shell waits for the
 * rest, and else stays whole, however long. */
static void print_next(FILE *f, const char *next)
{
	fprintf(f, "  next: %s", colour(BOLD));
	for (const char *and; LABEL + wrap_width(next) > COLUMNS && (and = strstr(next, " && ")); next = and + 4)
		fprintf(f, "%.*s &&\n%*s", (int)(and - next), next, LABEL, "");
	fprintf(f, "%s%s\n", next, colour(PLAIN));
}

static void print_finding(FILE *f, const struct finding *x)
{
	static const enum colour colours[N_SEVERITIES] = { RED, YELLOW, BOLD };

	fprintf(f, "\n%s%-7s%s %-4s", colour(colours[x->check->severity]), severity_name(x->check->severity),
		colour(PLAIN), x->check->id);
	wrap_on(f, FINDING, FINDING, x->what);
	wrap_print(f, "  why:", LABEL, x->why);
	print_next(f, x->next);
}

void verdict_print(FILE *f, const struct findings *findings)
{
	unsigned count[N_SEVERITIES] = { 0 };

	for (size_t i = 0; i < findings->n; i++)
		count[findings->v[i].check->severity]++;
	for (size_t i = 0; i < findings->n; i++)
		print_finding(f, &findings->v[i]);
	if (findings_degraded(findings))
		fprintf(f, "\n%sdegraded%s: %u errors, %u warnings; more%s: tbnet-status --explain %s\n",
			colour(RED), colour(PLAIN), count[ERROR], count[WARNING],
			count[ERROR] + count[WARNING] < 10 ? " on one of them" : "", findings->v[0].check->id);
	else
		fprintf(f, "\n%sall well%s\n", colour(GREEN), colour(PLAIN));
}
