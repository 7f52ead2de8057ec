/* SPDX-License-Identifier: GPL-2.0-or-later */
/* verdict: what is wrong, for people. */
#include "verdict.h"

#include <string.h>
#include <unistd.h>

#include "wrap.h"

#define LABEL	8	/* columns of what stands in front */
#define FINDING	12	/* and of "warning F12" */

enum color severity_color(enum severity s)
{
	static const enum color colors[N_SEVERITIES] = { RED, YELLOW, BOLD };

	return colors[s];
}

static void print_finding(FILE *f, const struct finding *x)
{
	fprintf(f, "\n%s%-7s%s %-4s", color(severity_color(x->check->severity)), severity_name(x->check->severity),
		color(PLAIN), x->check->id);
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
		fprintf(f, "%sdegraded%s: %u error%s, %u warning%s", color(RED), color(PLAIN), count[ERROR], plural(count[ERROR]),
			count[WARNING], plural(count[WARNING]));
	else if (n->unseen.n)
		fputs("no fault seen", f);
	else if (!host_has_intent(n))
		fputs("no fault, and nothing is configured", f);
	else
		fprintf(f, "%sall well%s", color(GREEN), color(PLAIN));
}

/* Single hosts that are reached over a link, as the router ids of a mesh: each once. */
static unsigned count_hosts(const struct host *n)
{
	unsigned count = 0;

	for (size_t i = 0; i < n->n_routes; i++) {
		const char *to = n->routes[i].to, *length = strchr(to, '/');
		bool known = !length || (strcmp(length, "/32") != 0 && strcmp(length, "/128") != 0);

		for (size_t k = 0; k < i && !known; k++)
			known = strcmp(n->routes[k].to, to) == 0;
		count += !known;
	}
	return count;
}

/* "all well" is as much as was looked at. */
static void print_checked(FILE *f, const struct host *n)
{
	unsigned links = 0, neighbors = 0, hosts = count_hosts(n), probed = 0;

	for (size_t i = 0; i < n->n_ports; i++) {
		links += host_usable(n, &n->ports[i]);
		neighbors += n->ports[i].adjacent;
		probed += n->ports[i].probe.state == PROBE_ANSWERED;
	}
	fprintf(f, ": %u link%s", links, plural(links));
	if (neighbors)
		fprintf(f, ", %u neighbor%s", neighbors, plural(neighbors));
	if (hosts)
		fprintf(f, ", %u router id%s", hosts, plural(hosts));
	if (probed)
		fprintf(f, ", %u probed\n", probed);
	else
		fputs("; --probe also tests large packets\n", f);
}

void verdict_print(FILE *f, const struct host *n, const struct findings *findings)
{
	fputc('\n', f);
	verdict_sum(f, n, findings);
	if (findings_degraded(findings))
		fprintf(f, "; more: tbnet-status --explain %s\n", findings->v[0].check->id);
	else if (n->unseen.n)
		fprintf(f, geteuid() != 0 ? ", as far as this user may see; for the rest: sudo tbnet-status\n" :
			", as far as it could be read; the rest is listed at \"unseen\"\n");
	else if (host_has_intent(n))
		print_checked(f, n);
	else
		fputs("; more: tbnet-status --explain F35\n", f);
}
