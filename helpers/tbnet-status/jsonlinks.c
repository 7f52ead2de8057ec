/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jsonlinks: the ports and their interfaces as JSON. */
#include <stdlib.h>

#include "json.h"
#include "jsonput.h"

static struct json_object *peer(const struct host_port *p)
{
	struct json_object *o;

	if (!p->port->cabled)
		return NULL;
	o = json_object_new_object();
	put_string(o, "name", p->port->peer_name);
	put_string(o, "uuid", p->port->peer);
	return o;
}

/* Who was there before. */
static struct json_object *missing(const struct host_port *p)
{
	struct json_object *o;

	if (!p->gone)
		return NULL;
	o = json_object_new_object();
	put_string(o, "name", p->gone->port.peer_name);
	put_string(o, "uuid", p->gone->port.peer);
	put_string(o, "interface", p->gone->ifname);
	put_number(o, "seen", (uint64_t)p->gone->seen);
	return o;
}

static struct json_object *counters(const struct host_port *p)
{
	struct json_object *o;

	if (!p->counted)
		return NULL;
	o = json_object_new_object();
	for (int i = 0; i < N_COUNTERS; i++)
		put_number(o, counter_names[i], p->counters[i]);
	return o;
}

static struct json_object *growth(const struct host_port *p)
{
	struct json_object *o;

	if (!p->growth.known)
		return NULL;
	o = json_object_new_object();
	put_number(o, "errors", p->growth.errors);
	put_number(o, "seconds", (uint64_t)p->growth.seconds);
	return o;
}

static struct json_object *fabric(const struct host_port *p)
{
	struct json_object *o = json_object_new_object();

	put_seen(o, "enabled", p->fabric);
	put_string(o, "neighbor", p->neighbor);
	put_bool(o, "adjacent", p->adjacent);
	return o;
}

/* For ifupdown2; MTUs as they stand there. */
static struct json_object *stanza(const struct host_port *p)
{
	struct json_object *o = json_object_new_object();

	put_string(o, "file", p->stanza.found ? p->stanza.file : NULL);
	put_string(o, "mtu", p->stanza.mtu);
	put_known(o, "policy_mtu", p->policy_mtu);
	return o;
}

static void put_ms(struct json_object *o, const char *key, bool known, unsigned us)
{
	if (known)
		put_new(o, key, json_object_new_double(us / 1000.0));
	else
		put(o, key, NULL);
}

static struct json_object *probe(const struct probe *p)
{
	static const char *const states[] = { NULL, "nobody", "silent", "answered" };
	struct json_object *o;

	if (p->state == PROBE_NONE)
		return NULL;
	o = json_object_new_object();
	put_string(o, "result", states[p->state]);
	put_string(o, "neighbor", p->neighbor);
	put_number(o, "sent", p->sent);
	put_number(o, "lost", p->lost);
	put_ms(o, "rtt_min_ms", p->rtt_max, p->rtt_min);
	put_ms(o, "rtt_mean_ms", p->rtt_max, p->rtt_mean);
	put_ms(o, "rtt_max_ms", p->rtt_max, p->rtt_max);
	put_known(o, "largest", p->largest);
	put_known(o, "throughput_bps", p->throughput);
	put_ms(o, "rtt_load_ms", p->throughput, p->rtt_load);
	put_known(o, "lost_from", p->hole_first);
	put_known(o, "lost_to", p->hole_first ? p->hole_last : 0);
	return o;
}

static void put_netdev(struct json_object *o, const struct host *n, const struct host_port *p)
{
	put_bool(o, "usable", host_usable(n, p));
	put_bool(o, "listed", !p->unlisted);
	put_bool(o, "up", p->there && (p->link.flags & IFF_UP));
	put_bool(o, "carrier", p->there && p->link.carrier);
	put_number(o, "mtu", p->link.mtu);
	put_number(o, "since", (uint64_t)p->since);
	put_number(o, "carrier_changes", p->carrier_changes);
	put(o, "addresses", put_new_strings(&p->addresses));
	put_seen(o, "forwards", p->forwards);
	put(o, "counters", counters(p));
	put(o, "growth", growth(p));
	put(o, "stanza", n->tool != IFUPDOWN_NONE ? stanza(p) : NULL);
	put_string(o, "master", p->upper.name);
	put_string(o, "tool", p->manager.tool);
	put(o, "openfabric", fabric(p));
	put(o, "probe", probe(&p->probe));
}

struct json_object *json_links(const struct host *n)
{
	struct json_object *a = json_object_new_array();

	for (size_t i = 0; i < n->n_ports; i++) {
		const struct host_port *p = &n->ports[i];
		struct json_object *o = json_object_new_object();

		put_string(o, "interface", p->netdev ? p->netdev->name : NULL);
		put_string(o, "expected_name", p->entry ? p->entry->name : NULL);
		put_string(o, "controller", p->controller->address);
		put_number(o, "port", p->number);
		put(o, "peer", peer(p));
		put(o, "missing", missing(p));
		if (*p->speed)
			put_new(o, "lane_gbps", json_object_new_double_s(strtod(p->speed, NULL), p->speed));
		else
			put(o, "lane_gbps", NULL);
		put_known(o, "lanes", p->lanes);
		put(o, "services", put_new_strings(&p->services));
		put_netdev(o, n, p);
		put_element(a, o);
	}
	return a;
}
