/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pvenodes: ask every node whether it runs what Proxmox VE applied for the cluster.
 *
 * The call that applies ends well whatever its nodes do: it has each node reload its network, and says on its output what
 * failed. Each node keeps the outcome as a task "srvreload" (pve-manager's Network.pm), and since pve-network 1.2.0 says
 * which interfaces its FRR has in the fabric. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "conf.h"
#include "pve.h"
#include "text.h"

#define RUNNING_CONFIG	"/etc/pve/sdn/.running-config"	/* written by the call that applies, before the reloads */
#define CLOCK_SLACK	5				/* s, between the clocks of two nodes */
#define AGAIN		"pvesh set " PVESH_SDN
#define PATH_SIZE	320

struct question {
	const struct fabric *fabric;
	unsigned wait;
	int64_t applied;		/* UNIX time; 0: not known */
};

static int fail(const char *node, const char *what, const char *said, const char *next)
{
	log_plain(LOG_ERR, "%s: %s%s%s; next: %s", node, what, *said ? ": " : "", said, next);
	return -EIO;
}

/* As a word of a path, and of a command that is to be typed. */
static bool is_upid(const char *text)
{
	size_t n = strlen(text);

	return strncmp(text, "UPID:", 5) == 0 && n < 200 && strspn(text, FABRIC_LETTERS ":@.!_-") == n;
}

/* "OK", "WARNINGS: 1", or what failed; "" while it runs. The list still has tasks as running that have just ended. */
static void read_status(const struct question *q, const char *node, struct json_object *task, char status[PVE_TEXT_SIZE])
{
	_cleanup_(json_put) struct json_object *o = NULL;
	const char *upid = pve_text(task, "upid");
	char said[PVESH_SAID_SIZE], path[PATH_SIZE];

	pve_show(pve_text(task, "status"), status);
	if ((*status && strcmp(status, "RUNNING") != 0) || !is_upid(upid))
		return;
	*status = '\0';
	snprintf(path, sizeof(path), "/nodes/%s/tasks/%s/status", node, upid);
	if (pvesh_try(q->wait, &o, said, path, NULL) == 0 && strcmp(pve_text(o, "status"), "stopped") == 0)
		pve_show(pve_text(o, "exitstatus"), status);
}

static int judge_reload(const struct question *q, const char *node, struct json_object *task)
{
	const char *upid = task ? pve_text(task, "upid") : "";
	char status[PVE_TEXT_SIZE], next[PATH_SIZE];
	unsigned started = 0;

	text_to_uint(pve_text(task, "starttime"), 0, UINT32_MAX, &started);
	if (!task || started + CLOCK_SLACK < q->applied)
		return fail(node, "it has not reloaded its network since Proxmox VE applied the SDN configuration", "", AGAIN);
	read_status(q, node, task, status);
	if (!*status)
		return fail(node, "it is still reloading its network", "", "tbnet-fabric apply, again");
	snprintf(next, sizeof(next), "pvesh get /nodes/%s/tasks/%s/log, then: " AGAIN, node, is_upid(upid) ? upid : "UPID");
	if (strncmp(status, "WARNINGS", 8) == 0)
		log_plain(LOG_WARNING, "%s: the reload of its network ended with %s; see: pvesh get /nodes/%s/tasks/%s/log", node, status, node,
			  is_upid(upid) ? upid : "UPID");
	else if (strcmp(status, "OK") != 0)
		return fail(node, "the fabric is not in force there, the reload of its network failed", status, next);
	return 0;
}

static int ask_reload(const struct question *q, const char *node)
{
	_cleanup_(json_put) struct json_object *tasks = NULL;
	static const char *const newest[] = { "--typefilter", "srvreload", "--limit", "1", "--source", "all", NULL };
	char said[PVESH_SAID_SIZE], path[PATH_SIZE];
	int r;

	snprintf(path, sizeof(path), "/nodes/%s/tasks", node);
	r = pvesh_try(q->wait, &tasks, said, path, newest);
	if (r == 0 && !pvesh_is_list(tasks))
		r = -EBADMSG;
	if (r < 0)
		return fail(node, "cannot ask it whether the fabric is in force there", *said ? said : strerror(-r), "tbnet-fabric apply, again");
	return judge_reload(q, node, json_length(tasks) ? json_at(tasks, 0) : NULL);
}

/* Since pve-network 1.2.0; before, the reload has to do. */
static int ask_frr(const struct question *q, const char *node)
{
	_cleanup_(json_put) struct json_object *interfaces = NULL;
	char said[PVESH_SAID_SIZE], path[PATH_SIZE], next[PATH_SIZE];
	int r;

	snprintf(path, sizeof(path), "/nodes/%s/sdn/fabrics/%s/interfaces", node, q->fabric->name);
	r = pvesh_try(q->wait, &interfaces, said, path, NULL);
	if (strncmp(said, "No 'get' handler", 16) == 0)
		return 0;
	if (r < 0 || !pvesh_is_list(interfaces)) {
		log_plain(LOG_WARNING, "%s: cannot ask it what its FRR runs%s%s; see, on %s: tbnet-fabric check", node, *said ? ": " : "", said, node);
		return 0;
	}
	snprintf(next, sizeof(next), "tbnet-fabric check, on %s", node);
	return json_length(interfaces) ? 0 : fail(node, "its FRR does not run the fabric", "", next);
}

static int ask_node(const struct question *q, const char *node, struct json_object *member)
{
	int r;

	if (strcmp(pve_text(member, "status"), "offline") == 0)
		return fail(node, "it is offline, and needs another call once it is up", "", AGAIN);
	r = ask_reload(q, node);
	return r < 0 ? r : ask_frr(q, node);
}

int pve_ask_nodes(const struct fabric *fabric, struct json_object *cluster)
{
	struct question q = { .fabric = fabric, .wait = conf_number(CONF_FABRIC_WAIT) };
	struct stat st;
	int ret = 0;

	if (stat(RUNNING_CONFIG, &st) == 0)
		q.applied = st.st_mtime;
	for (size_t i = 0; i < fabric->n_nodes; i++) {
		const char *name = fabric->nodes[i].name;
		int r = ask_node(&q, name, pve_find(cluster, "node", name));

		ret = r < 0 ? r : ret;
	}
	return ret;
}

/* "n2: reloading network config" */
static bool is_heading(const char *line, char node[PVE_TEXT_SIZE])
{
	size_t n = strcspn(line, ":");

	if (strcmp(line + n, ": reloading network config") != 0 || n >= PVE_TEXT_SIZE)
		return false;
	snprintf(node, PVE_TEXT_SIZE, "%.*s", (int)n, line);
	return true;
}

void pve_show_said(const struct pvesh_call *call, char *said)
{
	char node[PVE_TEXT_SIZE] = "";
	size_t shown = 0;

	for (const char *line = pvesh_line(&said); line && shown < 20; line = pvesh_line(&said)) {
		if (is_heading(line, node) || strncmp(line + (*line == '"'), "UPID:", 5) == 0)
			continue;
		log_plain(LOG_WARNING, "pvesh %s %s: %s%s%.300s", call->v[1], call->v[2], node, *node ? ": " : "", line);
		shown++;
	}
}
