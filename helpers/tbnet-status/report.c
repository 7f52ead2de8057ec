/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report: the picture and the verdict, for people. Every string from elsewhere was
 * checked when it was read, or is defused here. */
#include "report.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "cleanup.h"
#include "drawing.h"
#include "text.h"
#include "verdict.h"
#include "wrap.h"

#define LABEL	8	/* columns of what stands in front */

/* One line, wrapped, of what f writes. */
struct line {
	FILE *f;
	char *text;
	size_t size;
};

static int error;	/* -ENOMEM: a line is left out */

static bool line_begin(struct line *l)
{
	l->f = open_memstream(&l->text, &l->size);
	if (!l->f)
		error = -ENOMEM;
	return l->f;
}

static void line_end(struct line *l, FILE *f, const char *label)
{
	if (text_finish(l->f, &l->text) < 0) {
		error = -ENOMEM;
		return;
	}
	text_defuse(l->text);
	wrap_print(f, label, LABEL, l->text);
	free(l->text);
}

static void put_time(FILE *f, int64_t when)
{
	time_t t = (time_t)when;
	struct tm tm;
	char text[32];

	if (when && localtime_r(&t, &tm) && strftime(text, sizeof(text), "%F %T", &tm))
		fprintf(f, ", since %s", text);
}

static void put_state(FILE *f, const struct host *n, const struct host_port *p)
{
	if (!p->there) {
		fputs("gone just now", f);
		return;
	}
	if (p->unlisted && !(p->link.flags & IFF_UP)) {
		fputs("stays down, not in TBNET_PEERS", f);
		put_time(f, p->since);
		return;
	}
	fprintf(f, "%s, MTU %u%s, %s", p->link.flags & IFF_UP ? "up" : "DOWN", p->link.mtu,
		p->link.mtu == host_mtu(n, p) ? "" : " (WRONG)", p->link.carrier ? "carrier" : "NO CARRIER");
	if (p->upper.ifindex)
		fprintf(f, ", in %s", p->upper.name);
	put_time(f, p->since);
	if (p->carrier_changes > 2)
		fprintf(f, ", carrier changed %u times", p->carrier_changes);
}

static void put_cable(FILE *f, const struct host *n, const struct host_port *p)
{
	const char *power = n->controllers[p->controller - n->picture.machine.controllers].power;
	char seen[HOST_SEEN_SIZE];

	fprintf(f, "port %u of %s", p->number, p->controller->address);
	if (p->port->cabled && power)
		fprintf(f, " (%s)", power);
	if (p->gone) {
		fprintf(f, ", %s not seen since %s", host_peer(p), host_seen(p, seen));
		return;
	}
	if (!p->port->cabled) {
		fprintf(f, *p->device ? ", no other host, but %s" : ", no other host", p->device);
		return;
	}
	fprintf(f, ", %s", *p->port->peer_name ? p->port->peer_name : "a peer without a name");
	if (*p->vendor)
		fprintf(f, ", %s", p->vendor);
	if (*p->port->peer)
		fprintf(f, " (%.8s)", p->port->peer);
	if (*p->speed && p->lanes)
		fprintf(f, ", %u x %s Gb/s", p->lanes, p->speed);
	for (size_t i = 0; i < p->services.n; i++)
		fprintf(f, ", also offers %s", p->services.v[i]);
	if (p->netdev && !p->right_name && p->entry && *p->entry->name && strcmp(p->entry->name, p->netdev->name) != 0)
		fprintf(f, ", should be %s", p->entry->name);
}

static void put_errors(FILE *f, const struct host_port *p)
{
	const uint64_t *c = p->counters;

	if (!p->counted)
		return;
	if (c[RX_ERRORS] || c[TX_ERRORS])
		fprintf(f, ", errors rx %" PRIu64 " (crc %" PRIu64 ") tx %" PRIu64, c[RX_ERRORS], c[RX_CRC_ERRORS], c[TX_ERRORS]);
	if (p->growth.known && p->growth.errors)
		fprintf(f, ", +%" PRIu64 " in %" PRId64 " s", p->growth.errors, p->growth.seconds);
}

static void put_addresses(FILE *f, const struct host_port *p)
{
	enum seen forwards = p->forwards == UNSEEN ? p->forwards6 : p->forwards;

	for (size_t i = 0; i < p->addresses.n; i++)
		fprintf(f, "%s, ", p->addresses.v[i]);
	fprintf(f, "%s", forwards == YES ? "forwards" : forwards == NO ? "does NOT forward" : "forwarding not known");
	put_errors(f, p);
}

static void put_probe(FILE *f, const struct host_port *p)
{
	const struct probe *probe = &p->probe;

	if (probe->state == PROBE_SILENT || probe->state == PROBE_NOBODY) {
		fputs(probe->state == PROBE_SILENT ? "probe: NO answer" : "probe: no address to ask", f);
		return;
	}
	fprintf(f, "probe: %s, %u of %u lost, %u.%03u ms", probe->neighbor, probe->lost, probe->sent,
		probe->rtt_mean / 1000, probe->rtt_mean % 1000);
	if (probe->largest)
		fprintf(f, ", max %u", probe->largest);
	if (!probe->throughput)
		return;
	fprintf(f, ", at least %.1f ", (double)probe->throughput / 1e9);
	if (*p->speed && p->lanes)
		fprintf(f, "of %u x %s ", p->lanes, p->speed);
	fprintf(f, "Gb/s each way, %u.%03u ms under load", probe->rtt_load / 1000, probe->rtt_load % 1000);
}

/* By the worst that was found of this link. */
static enum color port_color(const struct host *n, const struct host_port *p, const struct findings *findings)
{
	if (!host_usable(n, p))
		return p->unlisted ? PLAIN : RED;
	for (size_t i = 0; i < findings->n; i++)
		if (strcmp(findings->v[i].subject, p->netdev->name) == 0 && findings->v[i].check->severity != NOTE)
			return severity_color(findings->v[i].check->severity);
	return PLAIN;
}

static void print_state(FILE *f, const struct host *n, const struct host_port *p, const struct findings *findings)
{
	enum color c = port_color(n, p, findings);
	struct line l;

	if (!line_begin(&l))
		return;
	put_state(l.f, n, p);
	fputs(c == PLAIN ? "" : color(c), f);
	line_end(&l, f, p->netdev->name);
	fputs(c == PLAIN ? "" : color(PLAIN), f);
}

static void print_port(FILE *f, const struct host *n, const struct host_port *p, const struct findings *findings)
{
	struct line l;

	if (p->netdev)
		print_state(f, n, p, findings);
	if (line_begin(&l)) {
		put_cable(l.f, n, p);
		line_end(&l, f, p->netdev ? "" : "-");
	}
	if (p->there && line_begin(&l)) {
		put_addresses(l.f, p);
		line_end(&l, f, "");
	}
	if (p->probe.state != PROBE_NONE && line_begin(&l)) {
		put_probe(l.f, p);
		line_end(&l, f, "");
	}
}

static const char *yes_no(enum seen s, const char *yes, const char *no, const char *unseen)
{
	return s == YES ? yes : s == NO ? no : unseen;
}

static void put_frr(FILE *f, const struct host *n)
{
	static const char *const states[] = { "", "fabricd off", "", "" };
	const char *comma = "";

	fputs(states[n->frr.state], f);
	for (enum frr_protocol p = 0; p < FRR_PROTOCOLS; p++)
		if (n->frr.runs[p]) {
			fprintf(f, "%s%s runs", comma, frr_daemon(p));
			comma = ", ";
		}
	if (n->frr.stopped)
		fprintf(f, "%s%s STOPPED", comma, n->frr.stopped);
	if (n->frr.state != FRR_RUNNING)
		return;
	if (n->frr.asked != YES)
		fputs(n->frr.asked == NO ? ", does NOT answer" : ", neighbors not seen", f);
	for (size_t i = 0; i < n->n_ports; i++)
		if (n->ports[i].fabric == YES)
			fprintf(f, ", %s: %s%s", n->ports[i].netdev->name,
				*n->ports[i].neighbor ? n->ports[i].neighbor : "NO neighbor",
				*n->ports[i].neighbor && !n->ports[i].adjacent ? " (NOT up)" : "");
	if (n->frr.lsp_gen)
		fprintf(f, ", lsp-gen-interval %u", n->frr.lsp_gen);
}

/* Prints the stanzas of the links; the stanza's own mtu comes before the policy's. */
static void put_stanzas(FILE *f, const struct host *n)
{
	const char *comma = "";

	for (size_t i = 0; i < n->n_ports; i++) {
		const struct host_port *p = &n->ports[i];

		if (!p->netdev)
			continue;
		fprintf(f, "%s%s %s", comma, p->netdev->name, p->stanza.found ? p->stanza.file : "has none");
		if (p->stanza.mtu)
			fprintf(f, " (mtu %s)", p->stanza.mtu);
		else if (p->policy_mtu)
			fprintf(f, " (mtu %u by policy)", p->policy_mtu);
		if (p->manager.tool)
			fprintf(f, ", left to %s (%s)", p->manager.tool, p->manager.what);
		comma = ", ";
	}
}

static bool has_stanzas(const struct host *n)
{
	for (size_t i = 0; i < n->n_ports; i++)
		if (n->ports[i].netdev && (n->tool != IFUPDOWN_NONE || n->ports[i].manager.tool))
			return true;
	return false;
}

static void print_node(FILE *f, const struct host *n)
{
	static const char *const tools[] = { ", no ifupdown2", "", ", ifupdown" };
	struct line l;

	if (line_begin(&l)) {
		fprintf(l.f, "thunderbolt %sloaded, thunderbolt_net %s%s, IPv4 forwarding %s", n->core ? "" : "NOT ",
			n->driver ? "loaded" : "NOT loaded", n->driver ? yes_no(n->e2e, " (e2e on)", " (e2e off)", "") : "",
			yes_no(n->ip_forward, "on", "OFF", "not known"));
		fputs(tools[n->tool], l.f);
		line_end(&l, f, "node");
	}
	if (!n->closed.stanzas && has_stanzas(n) && line_begin(&l)) {
		put_stanzas(l.f, n);
		line_end(&l, f, "stanzas");
	}
	if (n->frr.state != FRR_ABSENT && line_begin(&l)) {
		put_frr(l.f, n);
		line_end(&l, f, "FRR");
	}
	if (n->n_routes && line_begin(&l)) {
		for (size_t i = 0; i < n->n_routes; i++)
			fprintf(l.f, "%s%s by %s", i ? ", " : "", n->routes[i].to, n->routes[i].port->netdev->name);
		if (n->more_routes)
			fprintf(l.f, ", and %zu more", n->more_routes);
		line_end(&l, f, "routes");
	}
}

int report_print(FILE *f, const struct host *n, const struct findings *findings, bool live)
{
	error = 0;
	drawing_print(f, n);
	for (size_t i = 0; i < n->n_ports; i++)
		print_port(f, n, &n->ports[i], findings);
	if (live)
		verdict_findings(f, findings, false);
	if (live && findings->n)
		fputc('\n', f);
	print_node(f, n);
	for (size_t i = 0; i < n->unseen.n; i++)
		wrap_print(f, "unseen", LABEL, n->unseen.v[i]);
	if (live)
		return error;
	verdict_findings(f, findings, true);
	verdict_print(f, n, findings);
	return error;
}

void report_print_wrong(FILE *f, const struct host *n, const struct findings *findings)
{
	struct findings wrong = *findings;

	/* the worst are first */
	while (wrong.n && wrong.v[wrong.n - 1].check->severity == NOTE)
		wrong.n--;
	if (!wrong.n)
		return;
	verdict_findings(f, &wrong, true);
	verdict_print(f, n, &wrong);
}
