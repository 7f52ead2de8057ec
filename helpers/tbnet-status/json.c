/* SPDX-License-Identifier: GPL-2.0-or-later */
/* json: the picture and the verdict, for programs. */
#include "json.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "jsonput.h"

static struct json_object *controllers(const struct host *n)
{
	struct json_object *a = json_object_new_array();

	for (size_t i = 0; i < n->picture.machine.n_controllers; i++) {
		const struct host_controller *c = &n->controllers[i];
		struct json_object *o = json_object_new_object();
		char id[16];

		put_string(o, "address", n->picture.machine.controllers[i].address);
		put_bool(o, "bound", n->picture.machine.controllers[i].bound);
		snprintf(id, sizeof(id), "%04x:%04x", c->vendor, c->device);
		put_string(o, "pci_id", c->vendor ? id : NULL);
		put_string(o, "iommu", c->iommu);
		put(o, "interrupts", put_new_strings(&c->irqs));
		put_bool(o, "interrupts_on_efficiency_cores", c->slow_cores);
		put_element(a, o);
	}
	return a;
}

static struct json_object *node(const struct host *n)
{
	struct json_object *o = json_object_new_object();

	put_bool(o, "thunderbolt", n->core);
	put_bool(o, "thunderbolt_net", n->driver);
	put_seen(o, "e2e", n->e2e);
	put_seen(o, "ip_forward", n->ip_forward);
	put_bool(o, "ifupdown2", n->ifupdown2);
	put_number(o, "mtu", n->mtu);
	return o;
}

static struct json_object *frr(const struct host *n)
{
	static const char *const states[] = { "absent", "off", "stopped", "running" };
	struct json_object *o = json_object_new_object();

	put_string(o, "state", states[n->frr.state]);
	put_seen(o, "answers", n->frr.asked);
	put_known(o, "lsp_gen_interval", n->frr.lsp_gen);
	return o;
}

static struct json_object *routes(const struct host *n)
{
	struct json_object *a = json_object_new_array();

	for (size_t i = 0; i < n->n_routes; i++) {
		struct json_object *o = json_object_new_object();

		put_string(o, "to", n->routes[i].to);
		put_string(o, "via", n->routes[i].via);
		put_string(o, "interface", n->routes[i].port->netdev->name);
		put_number(o, "protocol", n->routes[i].protocol);
		put_element(a, o);
	}
	return a;
}

static struct json_object *found(const struct findings *findings)
{
	struct json_object *a = json_object_new_array();

	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *x = &findings->v[i];
		struct json_object *o = json_object_new_object();

		put_string(o, "id", x->check->id);
		put_string(o, "check", x->check->slug);
		put_string(o, "severity", severity_name(x->check->severity));
		put_string(o, "subject", x->subject);
		put_string(o, "what", x->what);
		put_string(o, "why", x->why);
		put_string(o, "next", x->next);
		put_element(a, o);
	}
	return a;
}

/* Every link that is expected or known does its work, and nothing else keeps the mesh from it. */
static bool is_ready(const struct host *n, const struct findings *findings)
{
	bool ready = false;

	for (size_t i = 0; i < n->n_ports; i++) {
		const struct host_port *p = &n->ports[i];

		if ((p->netdev || p->port->cabled) && !host_usable(n, p) && !p->unlisted)
			return false;
		ready |= host_usable(n, p);
	}
	for (size_t i = 0; i < findings->n; i++)
		if (findings->v[i].check->severity == ERROR || strcmp(findings->v[i].check->id, "F1") == 0)
			return false;
	return ready;
}

struct json_object *json_make(const struct host *n, const struct findings *findings)
{
	struct json_object *o = json_object_new_object();

	if (!o)
		return NULL;
	put_number(o, "schema", JSON_SCHEMA);
	put_string(o, "version", TBNET_VERSION);
	put_string(o, "host", n->host);
	put_number(o, "time", (uint64_t)time(NULL));
	put_string(o, "status", findings_degraded(findings) ? "degraded" : "ok");
	put_bool(o, "ready", is_ready(n, findings));
	put(o, "findings", found(findings));
	put(o, "links", json_links(n));
	put(o, "controllers", controllers(n));
	put(o, "node", node(n));
	put(o, "frr", frr(n));
	put(o, "routes", routes(n));
	put_number(o, "more_routes", n->more_routes);
	put(o, "unseen", put_new_strings(&n->unseen));
	if (!put_failed())
		return o;
	json_object_put(o);
	return NULL;
}

int json_print(FILE *f, struct json_object *o)
{
	const char *text = json_object_to_json_string_ext(o, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE);

	return text && fprintf(f, "%s\n", text) > 0 ? 0 : -EIO;
}
