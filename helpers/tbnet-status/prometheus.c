/* SPDX-License-Identifier: GPL-2.0-or-later */
/* prometheus: the picture and the verdict as metrics, in the text format. */
#include "prometheus.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cleanup.h"
#include "text.h"

static int error;	/* -ENOMEM: a label is left out */

static void begin(FILE *f, const char *name, const char *type, const char *help)
{
	fprintf(f, "# HELP tbnet_%s %s\n# TYPE tbnet_%s %s\n", name, help, name, type);
}

/* KEY="value", with what the format wants escaped. */
static void put_label(FILE *f, const char *key, const char *value)
{
	_cleanup_free_ char *copy = strdup(value);

	if (!copy) {
		error = -ENOMEM;
		return;
	}
	text_defuse(copy);
	fprintf(f, "%s=\"", key);
	for (const char *s = copy; *s; s++) {
		if (*s == '"' || *s == '\\')
			fputc('\\', f);
		fputc(*s, f);
	}
	fputc('"', f);
}

static void put_one(FILE *f, const char *name, const char *type, const char *help, uint64_t value)
{
	begin(f, name, type, help);
	fprintf(f, "tbnet_%s %" PRIu64 "\n", name, value);
}

static void put_findings(FILE *f, const struct findings *findings)
{
	uint64_t count[N_SEVERITIES] = { 0 };

	for (size_t i = 0; i < findings->n; i++)
		count[findings->v[i].check->severity]++;
	begin(f, "findings", "gauge", "What is wrong, by its weight; errors and warnings make the node degraded.");
	for (unsigned s = 0; s < N_SEVERITIES; s++)
		fprintf(f, "tbnet_findings{severity=\"%s\"} %" PRIu64 "\n", severity_name(s), count[s]);
	begin(f, "finding", "gauge", "1 for each of them; id is for tbnet-status --explain.");
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *x = &findings->v[i];

		/* the same twice would be no valid file: of one check and subject the first counts */
		if (i && x->check == x[-1].check && strcmp(x->subject, x[-1].subject) == 0)
			continue;
		fprintf(f, "tbnet_finding{id=\"%s\",check=\"%s\",severity=\"%s\",", x->check->id, x->check->slug,
			severity_name(x->check->severity));
		put_label(f, "subject", x->subject);
		fputs("} 1\n", f);
	}
}

/* What there is of each port; false: not known of this one. */
struct metric {
	const char *name, *type, *help;
	bool (*value)(const struct host *n, const struct host_port *p, uint64_t *ret);
};

#define VALUE(what, known, expression)							\
	static bool what(const struct host *n, const struct host_port *p, uint64_t *ret)	\
	{										\
		(void)n;								\
		*ret = (uint64_t)(expression);						\
		return (known);								\
	}

VALUE(cabled, true, p->port->cabled)
VALUE(usable, p->netdev, host_usable(n, p))
VALUE(up, p->there, (p->link.flags & IFF_UP) != 0)
VALUE(carrier, p->there, p->link.carrier)
VALUE(mtu, p->there, p->link.mtu)
VALUE(lanes, p->lanes, p->lanes)
VALUE(speed, *p->speed, strtod(p->speed, NULL) * 1e9 / 8)
VALUE(changes, p->there, p->carrier_changes)
VALUE(since, p->since, p->since)
VALUE(answered, p->probe.state > PROBE_NOBODY, p->probe.state == PROBE_ANSWERED)
VALUE(largest, p->probe.largest, p->probe.largest)
VALUE(adjacent, p->fabric == YES, p->adjacent)

static const struct metric metrics[] = {
	{ "port_cabled", "gauge", "Another host is at this port.", cabled },
	{ "link_usable", "gauge", "Up, at the MTU, with carrier.", usable },
	{ "link_up", "gauge", "Set up.", up },
	{ "link_carrier", "gauge", "The peer is logged in.", carrier },
	{ "link_mtu_bytes", "gauge", "MTU.", mtu },
	{ "link_lanes", "gauge", "Lanes that this end receives with.", lanes },
	{ "link_lane_speed_bytes", "gauge", "Speed of one lane, in bytes per second.", speed },
	{ "link_carrier_changes_total", "counter", "Changes of the carrier since the interface came.", changes },
	{ "link_created_seconds", "gauge", "When the interface came, in seconds since 1970.", since },
	{ "link_probe_answered", "gauge", "Somebody answered the probe over this link.", answered },
	{ "link_probe_largest_bytes", "gauge", "The largest IP packet that passed the probe.", largest },
	{ "link_openfabric_adjacent", "gauge", "FRR's neighbor on it is up.", adjacent },
};

static void put_labels(FILE *f, const char *name, const struct host_port *p)
{
	fprintf(f, "tbnet_%s{", name);
	put_label(f, "interface", p->netdev ? p->netdev->name : "");
	fprintf(f, ",controller=\"%s\",port=\"%u\",", p->controller->address, p->number);
	put_label(f, "peer", p->port->peer_name);
	fputs("} ", f);
}

static void put_port(FILE *f, const char *name, const struct host_port *p, uint64_t value)
{
	put_labels(f, name, p);
	fprintf(f, "%" PRIu64 "\n", value);
}

static void put_metric(FILE *f, const struct host *n, const struct metric *m)
{
	uint64_t value;

	begin(f, m->name, m->type, m->help);
	for (size_t i = 0; i < n->n_ports; i++)
		if (m->value(n, &n->ports[i], &value))
			put_port(f, m->name, &n->ports[i], value);
}

static void put_counter(FILE *f, const struct host *n, enum counter c)
{
	char name[48];

	snprintf(name, sizeof(name), "link_%s_total", counter_names[c]);
	begin(f, name, "counter", "The kernel's counter of the interface; it begins anew with every replug.");
	for (size_t i = 0; i < n->n_ports; i++)
		if (n->ports[i].counted)
			put_port(f, name, &n->ports[i], n->ports[i].counters[c]);
}

/* Without --probe there is none of it. */
static void put_probes(FILE *f, const struct host *n)
{
	begin(f, "link_probe_loss_ratio", "gauge", "Echoes of the probe, one of each size, that were not answered, of all.");
	for (size_t i = 0; i < n->n_ports; i++) {
		const struct probe *probe = &n->ports[i].probe;

		if (probe->state <= PROBE_NOBODY)
			continue;
		put_labels(f, "link_probe_loss_ratio", &n->ports[i]);
		fprintf(f, "%.4f\n", probe->sent ? (double)probe->lost / probe->sent : 1.0);
	}
	begin(f, "link_probe_rtt_seconds", "gauge", "Mean round trip of the probe's echoes.");
	for (size_t i = 0; i < n->n_ports; i++) {
		if (!n->ports[i].probe.rtt_max)
			continue;
		put_labels(f, "link_probe_rtt_seconds", &n->ports[i]);
		fprintf(f, "%.6f\n", n->ports[i].probe.rtt_mean / 1e6);
	}
}

int prometheus_print(FILE *f, const struct host *n, const struct findings *findings)
{
	error = 0;
	put_one(f, "degraded", "gauge", "1: something is wrong here, see tbnet_finding.", findings_degraded(findings));
	put_one(f, "look_time_seconds", "gauge", "When this was looked at, in seconds since 1970.", (uint64_t)time(NULL));
	put_one(f, "driver_loaded", "gauge", "thunderbolt_net is loaded.", n->driver);
	put_one(f, "routes", "gauge", "Routes through the links to single hosts, and of OpenFabric.", n->n_routes + n->more_routes);
	put_findings(f, findings);
	for (size_t i = 0; i < sizeof(metrics) / sizeof(*metrics); i++)
		put_metric(f, n, &metrics[i]);
	for (unsigned c = 0; c < N_COUNTERS; c++)
		put_counter(f, n, c);
	put_probes(f, n);
	return error;
}
