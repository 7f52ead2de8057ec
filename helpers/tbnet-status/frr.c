/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frr: whether OpenFabric runs, and with which neighbour on each link.
 *
 * Asked by vtysh, in one go, with a deadline: a daemon that hangs must not take the
 * status along. */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "clock.h"
#include "lines.h"
#include "host.h"
#include "process.h"
#include "sysfs.h"
#include "text.h"

#define VTYSH		"/usr/bin/vtysh"
#define FABRICD		"/usr/lib/frr/fabricd"
#define DAEMONS		"/etc/frr/daemons"
#define RUN		"/run/frr"
#define DEADLINE_MS	2000	/* an idle fabricd answers in 10 ms, one that is computing in some 100 */
#define ANSWER_MAX	262144	/* 2,000 neighbours and interfaces */
#define LSP_GEN_DEFAULT	30	/* fabricd.c: DEFAULT_MIN_LSP_GEN_INTERVAL, s */

DEFINE_CLEANUP(struct json_tokener *, cleanup_tokener, json_tokener_free)
DEFINE_CLEANUP(struct json_object *, cleanup_json, json_object_put)

static enum seen is_wanted(void)
{
	_cleanup_free_ char *text = lines_read(DAEMONS);
	char *rest = text;

	if (!text)
		return access(DAEMONS, R_OK) < 0 && errno != ENOENT ? UNSEEN : NO;
	for (char *line = lines_line(&rest); line; line = lines_line(&rest))
		if (strncmp(line, "fabricd=yes", 11) == 0)
			return YES;
	return NO;
}

static bool is_running(void)
{
	char proc[32], name[32];
	unsigned pid;

	if (sysfs_read_uint(RUN, "fabricd.pid", 1, INT32_MAX, &pid) < 0)
		return false;
	snprintf(proc, sizeof(proc), "/proc/%u", pid);
	return sysfs_read(proc, "comm", name, sizeof(name)) == 0 && strcmp(name, "fabricd") == 0;
}

static struct host_port *port_named(struct host *n, const char *ifname)
{
	for (size_t i = 0; i < n->n_ports; i++)
		if (n->ports[i].netdev && strcmp(n->ports[i].netdev->name, ifname) == 0)
			return &n->ports[i];
	return NULL;
}

static const char *string(struct json_object *o, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(o, key, &value) && json_object_is_type(value, json_type_string) ?
	       json_object_get_string(value) : "";
}

static void add_neighbour(struct host *n, struct json_object *circuit)
{
	struct host_port *p;

	if (!json_object_is_type(circuit, json_type_object))
		return;
	p = port_named(n, string(circuit, "interface"));
	if (!p || !*string(circuit, "adj"))
		return;
	snprintf(p->neighbour, sizeof(p->neighbour), "%s", string(circuit, "adj"));
	text_defuse(p->neighbour);
	p->adjacent = strcmp(string(circuit, "state"), "Up") == 0;
}

/* { "areas": [ { "circuits": [ { "adj": "n2", "interface": "en05", "state": "Up" } ] } ] } */
static void read_neighbours(struct host *n, struct json_object *answer)
{
	struct json_object *areas, *circuits;

	if (!json_object_object_get_ex(answer, "areas", &areas) || !json_object_is_type(areas, json_type_array))
		return;
	for (size_t i = 0; i < json_object_array_length(areas); i++) {
		struct json_object *area = json_object_array_get_idx(areas, i);

		if (!json_object_is_type(area, json_type_object) ||
		    !json_object_object_get_ex(area, "circuits", &circuits) ||
		    !json_object_is_type(circuits, json_type_array))
			continue;
		for (size_t k = 0; k < json_object_array_length(circuits); k++)
			add_neighbour(n, json_object_array_get_idx(circuits, k));
	}
}

/* "interface en05" … " ip router openfabric tb4" … "exit"; "router openfabric tb4" …
 * " lsp-gen-interval 1" */
static void read_config(struct host *n, char *text)
{
	struct host_port *p = NULL;

	for (char *line = lines_line(&text); line; line = lines_line(&text)) {
		char *word = lines_next(&line), *next = word ? lines_next(&line) : NULL;

		if (!next)
			continue;
		if (strcmp(word, "interface") == 0)
			p = port_named(n, next);
		else if (strcmp(word, "router") == 0 && strcmp(next, "openfabric") == 0)
			n->frr.lsp_gen = n->frr.lsp_gen ? n->frr.lsp_gen : LSP_GEN_DEFAULT;
		else if (strcmp(word, "lsp-gen-interval") == 0)
			text_to_uint(next, 1, 120, &n->frr.lsp_gen);
		else if (p && strcmp(word, "openfabric") == 0 && strcmp(next, "passive") == 0)
			p->fabric = NO;
		else if (p && (strcmp(word, "ip") == 0 || strcmp(word, "ipv6") == 0) && strcmp(next, "router") == 0)
			p->fabric = YES;
	}
}

static int parse(struct host *n, char *answer)
{
	_cleanup_(cleanup_tokener) struct json_tokener *tokener = json_tokener_new();
	_cleanup_(cleanup_json) struct json_object *o = NULL;

	if (!tokener)
		return -ENOMEM;
	o = json_tokener_parse_ex(tokener, answer, (int)strlen(answer));
	if (!o || !json_object_is_type(o, json_type_object))
		return -EBADMSG;
	read_neighbours(n, o);
	read_config(n, answer + json_tokener_get_parse_end(tokener));
	return 0;
}

static int ask(struct host *n)
{
	static const char *const argv[] = {
		VTYSH, "-c", "show openfabric neighbor json", "-c", "show running-config fabricd no-header", NULL
	};
	_cleanup_free_ char *answer = NULL;
	int r;

	if (access(RUN "/fabricd.vty", W_OK) < 0 && errno == EACCES)
		return host_not_permitted(n, "FRR's neighbours (group frrvty)");
	for (size_t i = 0; i < n->n_ports; i++)
		n->ports[i].fabric = NO;
	r = process_read(argv, ANSWER_MAX, clock_now() + DEADLINE_MS, &answer);
	if (r == 0)
		r = parse(n, answer);
	n->frr.asked = r == 0 ? YES : NO;
	n->frr.failure = r == 0 ? NULL : r == -ETIMEDOUT ? "vtysh did not answer within 2 s and was ended" :
			 r > 0 ? "vtysh failed" : r == -EBADMSG ? "vtysh's answer is not JSON" :
			 r == -EMSGSIZE ? "vtysh's answer has no end" : "vtysh cannot be run";
	return r == -ENOMEM ? r : 0;
}

int frr_read(struct host *n)
{
	enum seen wanted;

	if (access(FABRICD, F_OK) < 0)
		return 0;	/* FRR_ABSENT */
	wanted = is_wanted();
	if (is_running()) {
		n->frr.state = FRR_RUNNING;
		return ask(n);
	}
	n->frr.state = wanted == YES ? FRR_STOPPED : FRR_OFF;
	return wanted == UNSEEN ? host_not_permitted(n, DAEMONS) : 0;
}
