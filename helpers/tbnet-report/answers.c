/* SPDX-License-Identifier: GPL-2.0-or-later */
/* answers: record what FRR, Proxmox VE and Ceph answer to tbnet's questions. No question changes anything. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cephnet.h"
#include "cleanup.h"
#include "cluster.h"
#include "frr.h"
#include "jsonread.h"
#include "parts.h"

#define WORDS		12

static const struct {
	const char *argv[WORDS];
} questions[] = {
	{ { FRR_VTYSH, "-c", "show running-config" } },
	{ { "/usr/bin/pveversion" } },
	{ { "/usr/bin/pvesh", "get", "/nodes", "--output-format", "json" } },
	{ { "/usr/bin/pvesh", "get", "/cluster/sdn/fabrics/fabric", "--output-format", "json" } },
	{ { "/usr/bin/pvesh", "get", "/cluster/sdn/fabrics/fabric", "--output-format", "json", "--running", "1" } },
};

/* Skips all options of Ceph's manager modules: one may be a key or a password. */
static void hide_options(struct json_object *o)
{
	for (size_t i = 0; i < json_length(o); i++) {
		struct json_object *option = json_at(o, i);

		if (strchr(json_text(option, "name"), '/'))
			json_object_object_add(option, "value", json_object_new_string(SCRUB_SECRET));
	}
}

/* JSON on several lines, so that each has one key; other texts stay. NULL without memory. */
static char *spread(char *text)
{
	_cleanup_(json_put) struct json_object *o = *text == '[' || *text == '{' ? json_parse(text) : NULL;

	if (!o)
		return text;
	free(text);
	hide_options(o);
	return strdup(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE));
}

/* The file is called as the command line: "pvesh get :nodes". */
static int add(struct entries *e, const char *const argv[], char *text, int code)
{
	char path[ENTRIES_PATH], exit_path[ENTRIES_PATH + 8], *exit_text = NULL;
	size_t n = (size_t)snprintf(path, sizeof(path), "answers/%s", strrchr(argv[0], '/') + 1);
	size_t begin = strlen("answers/");
	int r;

	for (size_t i = strcmp(argv[1] ? argv[1] : "", "--format") == 0 ? 3 : 1; argv[i] && n < sizeof(path); i++)
		n += (size_t)snprintf(path + n, sizeof(path) - n, " %s", argv[i]);
	for (char *slash = strchr(path + begin, '/'); slash; slash = strchr(slash, '/'))
		*slash = ':';
	r = entries_add(e, path, S_IFREG | 0644, text);
	if (r < 0 || code == 0)
		return r;
	if (code < 0)
		return entries_leave_out(e, path, strerror(-code));
	snprintf(exit_path, sizeof(exit_path), "%s.exit", path);
	if (asprintf(&exit_text, "%d\n", code) < 0)
		exit_text = NULL;
	return entries_add(e, exit_path, S_IFREG | 0644, exit_text);
}

static int ask(struct entries *e, const char *const argv[])
{
	char *text;
	int code;

	if (access(argv[0], X_OK) < 0)
		return 0;
	text = part_run(argv, &code);
	return text ? add(e, argv, spread(text), code) : -ENOMEM;
}

/* Answers of running daemons. */
static int ask_frr(struct entries *e, enum frr_protocol protocol)
{
	const char *neighbors, *config;
	int r;

	if (frr_runs(frr_daemon(protocol)) <= 0)
		return 0;
	frr_questions(protocol, &neighbors, &config);
	r = ask(e, (const char *const[]){ FRR_VTYSH, "-c", neighbors, NULL });
	return r < 0 ? r : ask(e, (const char *const[]){ FRR_VTYSH, "-c", config, NULL });
}

/* The nodes of the fabric that the settings describe. */
static int ask_fabric(struct entries *e, const char *fabric)
{
	char path[64];
	int r;

	snprintf(path, sizeof(path), "/cluster/sdn/fabrics/node/%s", fabric);
	r = ask(e, (const char *const[]){ "/usr/bin/pvesh", "get", path, "--output-format", "json", NULL });
	return r < 0 ? r : ask(e, (const char *const[]){ "/usr/bin/pvesh", "get", path, "--output-format", "json", "--running", "1", NULL });
}

/* Ceph's answers that tbnet-ceph reads, and its health as text. The file's name has no format. */
static int ask_ceph(struct entries *e)
{
	int r;

	if (access(CEPH_CONF, F_OK) < 0)
		return 0;
	r = ask(e, (const char *const[]){ CEPH, "--format", "json", "health", "detail", NULL });
	for (const struct cluster_source *s = cluster_sources; s->name && r == 0; s++) {
		const char *argv[WORDS] = { CEPH, "--format", "json" };
		_cleanup_free_ char *copy = strdup(s->command);
		char *save = NULL;
		size_t n = 3;

		for (char *w = copy ? strtok_r(copy, " ", &save) : NULL; w && n < WORDS - 1; w = strtok_r(NULL, " ", &save))
			argv[n++] = w;
		r = copy ? ask(e, argv) : -ENOMEM;
	}
	return r;
}

int part_answers(struct entries *e, const struct view *v)
{
	const struct host *n = &v->host;
	int r = 0;

	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions) && r == 0; i++) {
		const char *const *argv = questions[i].argv;

		/* a call of Proxmox VE's API takes seconds: only where its answer counts */
		if (strstr(argv[0], "pvesh") && !n->fabric)
			continue;
		if (strstr(argv[0], "vtysh") && n->frr.state != FRR_RUNNING)
			continue;
		r = ask(e, argv);
	}
	if (r == 0)
		r = ask_ceph(e);
	for (enum frr_protocol p = 0; p < FRR_PROTOCOLS && r == 0; p++)
		r = ask_frr(e, p);
	return r < 0 || !n->fabric ? r : ask_fabric(e, n->fabric->name);
}
