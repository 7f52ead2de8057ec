/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verdict: what is wrong, for people. */
#include "verdict.h"

#include <unistd.h>

#include "wrap.h"

#define LABEL	8	/* columns of what stands in front */
#define FINDING	12	/* and of "warning F12" */

enum colour severity_colour(enum severity s)
{
	static const enum colour colours[N_SEVERITIES] = { RED, YELLOW, BOLD };

	return colours[s];
}

static void print_finding(FILE *f, const struct finding *x)
{
	fprintf(f, "\n%s%-7s%s %-4s", colour(severity_colour(x->check->severity)), severity_name(x->check->severity),
		colour(PLAIN), x->check->id);
	wrap_on(f, FINDING, FINDING, x->what);
	wrap_print(f, "  why:", LABEL, x->why);
	wrap_command(f, "  next:", LABEL, x->next);
}

void verdict_findings(FILE *f, const struct findings *findings, bool worst_last)
{
	for (size_t i = 0; i < findings->n; i++)
		print_finding(f, &findings->v[worst_last ? findings->n - 1 - i : i]);
}

static const char *plural(unsigned n)
{
	return n == 1 ? "" : "s";
}

void verdict_sum(FILE *f, const struct host *n, const struct findings *findings)
{
	unsigned count[N_SEVERITIES] = { 0 };

	for (size_t i = 0; i < findings->n; i++)
		count[findings->v[i].check->severity]++;
	if (findings_degraded(findings))
		fprintf(f, "%sdegraded%s: %u error%s, %u warning%s", colour(RED), colour(PLAIN), count[ERROR], plural(count[ERROR]),
			count[WARNING], plural(count[WARNING]));
	else if (n->unseen.n)
		fputs("no fault seen", f);
	else
		fprintf(f, "%sall well%s", colour(GREEN), colour(PLAIN));
}

void verdict_print(FILE *f, const struct host *n, const struct findings *findings)
{
	fputc('\n', f);
	verdict_sum(f, n, findings);
	if (findings_degraded(findings))
		fprintf(f, "; more: tbnet-status --explain %s\n", findings->v[0].check->id);
	else if (n->unseen.n)
		fprintf(f, geteuid() != 0 ? ", as far as this user may see; for the rest: sudo tbnet-status\n" :
			", as far as it could be read; the rest stands at \"unseen\"\n");
	else
		fputc('\n', f);
}
