/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verdict: what is wrong, worst first, for people. */
#include "verdict.h"

#include "wrap.h"

#define LABEL	8	/* columns of what stands in front */
#define FINDING	12	/* and of "warning F12" */

static void print_finding(FILE *f, const struct finding *x)
{
	static const enum colour colours[N_SEVERITIES] = { RED, YELLOW, BOLD };

	fprintf(f, "\n%s%-7s%s %-4s", colour(colours[x->check->severity]), severity_name(x->check->severity),
		colour(PLAIN), x->check->id);
	wrap_on(f, FINDING, FINDING, x->what);
	wrap_print(f, "  why:", LABEL, x->why);
	/* a command is to be copied: whole, however long */
	fprintf(f, "  next: %s%s%s\n", colour(BOLD), x->next, colour(PLAIN));
}

void verdict_print(FILE *f, const struct findings *findings)
{
	unsigned count[N_SEVERITIES] = { 0 };

	for (size_t i = 0; i < findings->n; i++)
		count[findings->v[i].check->severity]++;
	for (size_t i = 0; i < findings->n; i++)
		print_finding(f, &findings->v[i]);
	if (findings_degraded(findings))
		fprintf(f, "\n%sdegraded%s: %u errors, %u warnings; more on one of them: tbnet-status --explain %s\n",
			colour(RED), colour(PLAIN), count[ERROR], count[WARNING], findings->v[0].check->id);
	else
		fprintf(f, "\n%sall well%s\n", colour(GREEN), colour(PLAIN));
}
