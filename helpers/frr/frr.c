/* SPDX-License-Identifier: GPL-2.0-or-later */
/* frr: whether FRR runs, and what its daemons say. */
#include "frr.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cleanup.h"
#include "clock.h"
#include "file.h"
#include "jsonread.h"
#include "process.h"
#include "sysfs.h"
#include "text.h"

#define RUN		"/run/frr"
#define SETTINGS	"/etc/frr"
#define ANSWER_MAX	262144	/* 2,000 neighbors and interfaces */

DEFINE_CLEANUP(struct json_tokener *, cleanup_tokener, json_tokener_free)

bool frr_is_installed(void)
{
	return access(SETTINGS, F_OK) == 0;
}

int frr_runs(const char *daemon)
{
	char file[32], proc[32], name[32];
	unsigned pid = 0;
	int r;

	snprintf(file, sizeof(file), "%s.pid", daemon);
	r = sysfs_read_uint(RUN, file, 1, INT_MAX, &pid);
	snprintf(proc, sizeof(proc), "/proc/%u", pid);
	if (r == 0)
		r = sysfs_read(proc, "comm", name, sizeof(name));
	if (r < 0)
		return sysfs_is_trouble(r) ? r : 0;
	return strcmp(name, daemon) == 0;
}

int frr_ask_both(const char *first, const char *second, int64_t deadline, char **ret)
{
	const char *const argv[] = { FRR_VTYSH, "-c", first, second ? "-c" : NULL, second, NULL };

	return process_capture(argv, ANSWER_MAX, -1, deadline, ret, NULL);
}

int frr_ask(const char *command, char **ret)
{
	return frr_ask_both(command, NULL, clock_now() + FRR_DEADLINE_MS, ret);
}

int frr_configure(char *text)
{
	_cleanup_free_ const char **argv = NULL;
	size_t lines = 1, n = 0;
	char *save = NULL;

	for (const char *p = text; *p; p++)
		lines += *p == '\n';
	argv = calloc(2 * lines + 4, sizeof(*argv));
	if (!argv)
		return -ENOMEM;
	argv[n++] = FRR_VTYSH;
	argv[n++] = "-c";
	argv[n++] = "configure terminal";
	for (const char *line = strtok_r(text, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		argv[n++] = "-c";
		argv[n++] = line;
	}
	return process_run(argv, true, clock_now() + FRR_CONFIGURE_MS);
}

int frr_configure_unseen(const char *text)
{
	_cleanup_fd_ int fd = file_memory(text, strlen(text));
	char path[FILE_MEMORY_NAME_SIZE];

	if (fd < 0)
		return fd;
	file_memory_name(fd, path);
	return process_run((const char *const[]){ FRR_VTYSH, "-f", path, NULL }, true, clock_now() + FRR_CONFIGURE_MS);
}

int frr_running(struct frr_config *ret)
{
	_cleanup_free_ char *text = NULL;
	int r = frr_ask("show running-config", &text);

	if (r)
		return r < 0 ? r : -ENOTCONN;
	return frr_config_parse(text, ret);
}

static const struct {
	const char *name, *daemon, *neighbors, *config;
} protocols[FRR_PROTOCOLS] = {
	[FRR_OPENFABRIC] = { "OpenFabric", "fabricd", "show openfabric neighbor json", "show running-config fabricd no-header" },
	[FRR_OSPF] = { "OSPF", "ospfd", "show ip ospf neighbor json", "show running-config ospfd no-header" },
	[FRR_BGP] = { "BGP", "bgpd", "show bgp summary json", "show running-config bgpd no-header" },
};

const char *frr_protocol_name(enum frr_protocol protocol)
{
	return protocols[protocol].name;
}

const char *frr_daemon(enum frr_protocol protocol)
{
	return protocols[protocol].daemon;
}

void frr_questions(enum frr_protocol protocol, const char **ret_neighbors, const char **ret_config)
{
	*ret_neighbors = protocols[protocol].neighbors;
	*ret_config = protocols[protocol].config;
}

int frr_look(enum frr_protocol protocol, int64_t deadline, struct frr_look *ret)
{
	_cleanup_(cleanup_tokener) struct json_tokener *tokener = json_tokener_new();
	_cleanup_free_ char *text = NULL;
	struct frr_look look = { .protocol = protocol };
	int r;

	if (!tokener)
		return -ENOMEM;
	r = frr_ask_both(protocols[protocol].neighbors, protocols[protocol].config, deadline, &text);
	if (r)
		return r;
	look.neighbors = json_tokener_parse_ex(tokener, text, (int)strlen(text));
	if (json_object_is_type(look.neighbors, json_type_object)) {
		r = frr_config_parse(text + json_tokener_get_parse_end(tokener), &look.config);
	} else if (protocol == FRR_OPENFABRIC) {
		r = -EBADMSG;
	} else {	/* "% BGP instance not found": a daemon that has nothing to do */
		json_object_put(TAKE(look.neighbors));
		r = frr_config_parse(text, &look.config);
	}
	if (r < 0)
		frr_look_free(&look);
	else
		*ret = look;
	return r;
}

void frr_look_free(struct frr_look *look)
{
	json_object_put(look->neighbors);
	frr_config_free(&look->config);
	*look = (struct frr_look){ 0 };
}

struct visit {
	frr_neighbor_func f;
	void *data;
};

static void visit(const struct visit *v, const char *where, const char *name, const char *state, bool up)
{
	char own_where[64], own_name[80], own_state[32];

	snprintf(own_where, sizeof(own_where), "%s", where);
	snprintf(own_name, sizeof(own_name), "%s", name);
	snprintf(own_state, sizeof(own_state), "%s", state);
	text_defuse(own_where);
	text_defuse(own_name);
	text_defuse(own_state);
	v->f(own_where, own_name, own_state, up, v->data);
}

/* { "areas": [ { "circuits": [ { "adj": "n2", "interface": "en05", "state": "Up" } ] } ] }: the first circuit that f takes, or NULL. */
static struct json_object *find_circuit(struct json_object *answer, bool (*f)(struct json_object *circuit, const void *data), const void *data)
{
	struct json_object *areas = json_member(answer, "areas");

	for (size_t i = 0; i < json_length(areas); i++) {
		struct json_object *circuits = json_member(json_at(areas, i), "circuits");

		for (size_t k = 0; k < json_length(circuits); k++)
			if (f(json_at(circuits, k), data))
				return json_at(circuits, k);
	}
	return NULL;
}

static bool is_up(struct json_object *circuit)
{
	return strcmp(json_text(circuit, "state"), "Up") == 0;
}

static bool visit_circuit(struct json_object *o, const void *data)
{
	if (*json_text(o, "adj"))
		visit(data, json_text(o, "interface"), json_text(o, "adj"), json_text(o, "state"), is_up(o));
	return false;
}

static void visit_openfabric(struct json_object *answer, const struct visit *v)
{
	find_circuit(answer, visit_circuit, v);
}

static bool is_up_on(struct json_object *o, const void *ifname)
{
	return strcmp(json_text(o, "interface"), ifname) == 0 && is_up(o);
}

int frr_expires(const struct frr_look *look, const char *ifname)
{
	struct json_object *o = find_circuit(look->neighbors, is_up_on, ifname);
	unsigned seconds;

	if (!o)
		return -ENOENT;
	return text_to_seconds(json_text(o, "expires-in"), 0, INT_MAX, &seconds) == 0 ? (int)seconds : 0;
}

/* { "neighbors": { "10.100.0.12": [ { "nbrState": "Full/-", "ifaceName": "en05:10.100.0.11" } ] } } */
static void visit_ospf(struct json_object *answer, const struct visit *v)
{
	struct json_object *neighbors = json_member(answer, "neighbors");

	if (!json_object_is_type(neighbors, json_type_object))
		return;
	json_object_object_foreach(neighbors, id, list) {
		for (size_t i = 0; i < json_length(list); i++) {
			struct json_object *o = json_at(list, i);
			const char *state = *json_text(o, "nbrState") ? json_text(o, "nbrState") : json_text(o, "state");
			char ifname[64];

			snprintf(ifname, sizeof(ifname), "%s", json_text(o, "ifaceName"));
			ifname[strcspn(ifname, ":")] = '\0';
			visit(v, ifname, id, state, strncmp(state, "Full", 4) == 0);
		}
	}
}

/* { "ipv4Unicast": { "peers": { "en05": { "hostname": "n2", "state": "Established" } } } } */
static void visit_bgp(struct json_object *answer, const struct visit *v)
{
	json_object_object_foreach(answer, family, table) {
		struct json_object *peers = json_member(table, "peers");

		(void)family;
		if (!json_object_is_type(peers, json_type_object))
			continue;
		json_object_object_foreach(peers, where, o) {
			const char *name = json_text(o, "hostname"), *state = json_text(o, "state");

			visit(v, where, *name ? name : where, state, strcmp(state, "Established") == 0);
		}
	}
}

void frr_each_neighbor(const struct frr_look *look, frr_neighbor_func f, void *data)
{
	static void (*const visits[FRR_PROTOCOLS])(struct json_object *answer, const struct visit *v) = {
		visit_openfabric, visit_ospf, visit_bgp,
	};

	if (look->neighbors)
		visits[look->protocol](look->neighbors, &(struct visit){ f, data });
}

/* [ { "peer": "10.100.0.12", "interface": "en05", "status": "up" } ] */
int frr_bfd(struct json_object **ret)
{
	_cleanup_free_ char *text = NULL;
	int r = frr_ask("show bfd peers json", &text);

	if (r)
		return r;
	*ret = json_parse(text);
	if (json_object_is_type(*ret, json_type_array))
		return 0;
	json_object_put(TAKE(*ret));
	return -EBADMSG;
}

bool frr_bfd_is_up(struct json_object *sessions, const char *ifname)
{
	for (size_t i = 0; i < json_length(sessions); i++) {
		struct json_object *o = json_at(sessions, i);

		if (strcmp(json_text(o, "interface"), ifname) == 0 && strcmp(json_text(o, "status"), "up") == 0)
			return true;
	}
	return false;
}

bool frr_has_line(const char *text, const char *line)
{
	size_t n = strlen(line);

	for (const char *p = text; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		const char *end = p + strcspn(p, "\n");

		while (p < end && isspace((unsigned char)*p))
			p++;
		while (end > p && isspace((unsigned char)end[-1]))
			end--;
		if ((size_t)(end - p) == n && strncmp(p, line, n) == 0)
			return true;
	}
	return false;
}
