/* SPDX-License-Identifier: GPL-2.0-or-later */
/* prometheus: print the object of --json as metrics in the text format. */
#include "prometheus.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "host.h"
#include "jsonread.h"

/* A member by its path, "probe.lost"; NULL: null, or not there. */
static struct json_object *get(struct json_object *o, const char *path)
{
	char key[32];

	for (size_t n; *path; path += n + (path[n] == '.')) {
		n = strcspn(path, ".");
		snprintf(key, sizeof(key), "%.*s", (int)n, path);
		o = json_member(o, key);
	}
	return o;
}

static const char *get_text(struct json_object *o, const char *path)
{
	struct json_object *value = get(o, path);

	return value ? json_object_get_string(value) : "";
}

static void begin(FILE *f, const char *name, const char *type, const char *help)
{
	fprintf(f, "# HELP tbnet_%s %s\n# TYPE tbnet_%s %s\n", name, help, name, type);
}

/* KEY="value", with what the format wants escaped. */
static void put_label(FILE *f, const char *key, const char *value)
{
	fprintf(f, "%s=\"", key);
	for (; *value; value++) {
		if (*value == '"' || *value == '\\')
			fputc('\\', f);
		fputc(*value, f);
	}
	fputc('"', f);
}

static void put_one(FILE *f, const char *name, const char *help, uint64_t value)
{
	begin(f, name, "gauge", help);
	fprintf(f, "tbnet_%s %" PRIu64 "\n", name, value);
}

static void put_finding(FILE *f, struct json_object *x)
{
	static const char *const labels[] = { "id", "check", "severity", "subject" };

	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++) {
		fputs(i ? "," : "tbnet_finding{", f);
		put_label(f, labels[i], get_text(x, labels[i]));
	}
	fputs("} 1\n", f);
}

static bool is_same(struct json_object *a, struct json_object *b)
{
	return strcmp(get_text(a, "check"), get_text(b, "check")) == 0 && strcmp(get_text(a, "subject"), get_text(b, "subject")) == 0;
}

static void put_findings(FILE *f, struct json_object *findings)
{
	uint64_t count[N_SEVERITIES] = { 0 };
	size_t n = json_object_array_length(findings);

	for (size_t i = 0; i < n; i++)
		for (unsigned s = 0; s < N_SEVERITIES; s++)
			count[s] += strcmp(get_text(json_object_array_get_idx(findings, i), "severity"), severity_name(s)) == 0;
	begin(f, "findings", "gauge", "What is wrong, by its weight; errors and warnings make the node degraded.");
	for (unsigned s = 0; s < N_SEVERITIES; s++)
		fprintf(f, "tbnet_findings{severity=\"%s\"} %" PRIu64 "\n", severity_name(s), count[s]);
	begin(f, "finding", "gauge", "1 for each finding; id is for tbnet-status --explain.");
	/* the same twice would be no valid file: of one check and subject the first counts */
	for (size_t i = 0; i < n; i++)
		if (!i || !is_same(json_object_array_get_idx(findings, i), json_object_array_get_idx(findings, i - 1)))
			put_finding(f, json_object_array_get_idx(findings, i));
}

/* One metric per port: the member itself, times SCALE if that is not 0. */
static const struct metric {
	const char *name, *type, *help, *path;
	double scale;
} metrics[] = {
	{ "link_usable", "gauge", "Up, at the MTU, with carrier.", "usable" },
	{ "link_up", "gauge", "Set up.", "up" },
	{ "link_carrier", "gauge", "The peer is logged in.", "carrier" },
	{ "link_mtu_bytes", "gauge", "MTU.", "mtu" },
	{ "link_lanes", "gauge", "Lanes that this end receives with.", "lanes" },
	{ "link_lane_speed_bytes", "gauge", "Speed of one lane, in bytes per second.", "lane_gbps", 1e9 / 8 },
	{ "link_carrier_changes_total", "counter", "Changes of the carrier since the interface came.", "carrier_changes" },
	{ "link_created_seconds", "gauge", "When the interface came, in seconds since 1970.", "since" },
	{ "link_probe_largest_bytes", "gauge", "The largest IP packet that passed the probe.", "probe.largest" },
	{ "link_probe_rtt_seconds", "gauge", "Mean round trip of the probe's echoes.", "probe.rtt_mean_ms", 1e-3 },
	{ "link_probe_throughput_bytes", "gauge", "Bytes per second that a burst of echoes moved each way: the link passes at least that.", "probe.throughput_bps", 0.125 },
	{ "link_probe_rtt_load_seconds", "gauge", "Mean round trip of the burst's echoes.", "probe.rtt_load_ms", 1e-3 },
	{ "link_openfabric_adjacent", "gauge", "FRR's neighbor on it is up.", "openfabric.adjacent" },
};

static void put_labels(FILE *f, const char *name, struct json_object *link)
{
	fprintf(f, "tbnet_%s{", name);
	put_label(f, "interface", get_text(link, "interface"));
	fprintf(f, ",controller=\"%s\",port=\"%s\",", get_text(link, "controller"), get_text(link, "port"));
	put_label(f, "peer", get_text(link, "peer.name"));
	fputs("} ", f);
}

/* False: not known of this one. */
static bool is_known(struct json_object *link, const struct metric *m)
{
	struct json_object *value = get(link, m->path);

	if (!value || (!get(link, "interface") && strncmp(m->path, "lane", 4) != 0))
		return false;
	if (strncmp(m->path, "openfabric", 10) == 0)
		return json_object_get_boolean(get(link, "openfabric.enabled"));
	/* 0: not known */
	return json_object_get_boolean(value) || (strcmp(m->path, "mtu") != 0 && strcmp(m->path, "since") != 0);
}

static void put_value(FILE *f, struct json_object *value, double scale)
{
	if (scale > 0)
		fprintf(f, scale > 1 ? "%.0f\n" : "%.6f\n", json_object_get_double(value) * scale);
	else if (json_object_is_type(value, json_type_boolean))
		fprintf(f, "%d\n", json_object_get_boolean(value));
	else
		fprintf(f, "%" PRIu64 "\n", json_object_get_uint64(value));
}

static void put_metric(FILE *f, struct json_object *links, const struct metric *m)
{
	begin(f, m->name, m->type, m->help);
	for (size_t i = 0; i < json_object_array_length(links); i++) {
		struct json_object *link = json_object_array_get_idx(links, i);

		if (!is_known(link, m))
			continue;
		put_labels(f, m->name, link);
		put_value(f, get(link, m->path), m->scale);
	}
}

static void put_counter(FILE *f, struct json_object *links, const char *counter)
{
	char name[48], path[48];
	struct metric m = { name, "counter", "The kernel's counter of the interface; it starts at 0 with every replug.", path };

	snprintf(name, sizeof(name), "link_%s_total", counter);
	snprintf(path, sizeof(path), "counters.%s", counter);
	put_metric(f, links, &m);
}

/* Metrics that are computed: LOSS and ANSWERED of probed links. */
enum derived { CABLED, ANSWERED, LOSS };

static void put_derived(FILE *f, struct json_object *links, enum derived what, const char *name, const char *help)
{
	begin(f, name, "gauge", help);
	for (size_t i = 0; i < json_object_array_length(links); i++) {
		struct json_object *link = json_object_array_get_idx(links, i);
		double sent = json_object_get_double(get(link, "probe.sent")), lost = json_object_get_double(get(link, "probe.lost"));
		const char *result = get_text(link, "probe.result");

		if (what != CABLED && (!*result || strcmp(result, "nobody") == 0))
			continue;
		put_labels(f, name, link);
		if (what == LOSS)
			fprintf(f, "%.4f\n", sent > 0 ? lost / sent : 1.0);
		else
			fprintf(f, "%d\n", what == CABLED ? get(link, "peer") != NULL : strcmp(result, "answered") == 0);
	}
}

void prometheus_print(FILE *f, struct json_object *o)
{
	struct json_object *links = get(o, "links");

	put_one(f, "degraded", "1: something is wrong here, see tbnet_finding.", strcmp(get_text(o, "status"), "degraded") == 0);
	put_one(f, "mesh_ready", "1: every link that is expected or known is usable, and there is no error.", json_object_get_boolean(get(o, "ready")));
	put_one(f, "look_time_seconds", "Time of this look, in seconds since 1970.", json_object_get_uint64(get(o, "time")));
	put_one(f, "driver_loaded", "thunderbolt_net is loaded.", json_object_get_boolean(get(o, "node.thunderbolt_net")));
	put_one(f, "routes", "Routes through the links to single hosts, and of OpenFabric.",
		json_object_array_length(get(o, "routes")) + json_object_get_uint64(get(o, "more_routes")));
	put_findings(f, get(o, "findings"));
	put_derived(f, links, CABLED, "port_cabled", "Another host is at this port.");
	put_derived(f, links, ANSWERED, "link_probe_answered", "Somebody answered the probe over this link.");
	put_derived(f, links, LOSS, "link_probe_loss_ratio", "Echoes of the probe, one of each size, that were not answered, of all.");
	for (size_t i = 0; i < sizeof(metrics) / sizeof(*metrics); i++)
		put_metric(f, links, &metrics[i]);
	for (unsigned c = 0; c < N_COUNTERS; c++)
		put_counter(f, links, counter_names[c]);
}
