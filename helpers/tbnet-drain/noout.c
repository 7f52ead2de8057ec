/* SPDX-License-Identifier: GPL-2.0-or-later */
/* noout: keep Ceph from replacing the OSDs of this host while they are down. */
#include "noout.h"

#include <errno.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "call.h"
#include "cephnet.h"
#include "log.h"
#include "text.h"

#define OSD	"/var/lib/ceph/osd/ceph-"
#define OSDS	OSD "[0-9]*/whoami"

bool noout_is_ceph(void)
{
	return access(CEPH, X_OK) == 0 && access(CEPH_CONF, F_OK) == 0;
}

static bool has_word(struct json_object *list, const char *word)
{
	for (size_t i = 0; i < json_length(list); i++)
		if (strcmp(json_object_get_string(json_at(list, i)) ?: "", word) == 0)
			return true;
	return false;
}

/* Ceph names a host's bucket by the host name up to the first dot (ceph-osd, crush_location). */
static void own_host(char host[64])
{
	struct utsname u = { 0 };

	uname(&u);
	snprintf(host, 64, "%.*s", (int)strcspn(u.nodename, "."), u.nodename);
}

static struct json_object *find_host(struct json_object *tree, char host[64])
{
	struct json_object *nodes = json_member(tree, "nodes");

	own_host(host);
	for (size_t i = 0; i < json_length(nodes); i++)
		if (strcmp(json_text(json_at(nodes, i), "type"), "host") == 0 && strcmp(json_text(json_at(nodes, i), "name"), host) == 0)
			return json_at(nodes, i);
	return NULL;
}

/* The numbers of the OSDs below CRUSH's host; without one, of those that this machine has mounted. */
static int find_osds(struct json_object *children, char **ret)
{
	glob_t paths = { 0 };
	size_t size = 0;
	FILE *f;

	if (!json_length(children) && glob(OSDS, 0, NULL, &paths) == GLOB_NOSPACE)
		return -ENOMEM;
	f = open_memstream(ret, &size);
	for (size_t i = 0; f && i < json_length(children); i++)
		fprintf(f, " %d", json_object_get_int(json_at(children, i)));
	for (size_t i = 0; f && i < paths.gl_pathc; i++)
		fprintf(f, " %.*s", (int)strspn(paths.gl_pathv[i] + strlen(OSD), "0123456789"), paths.gl_pathv[i] + strlen(OSD));
	globfree(&paths);
	return f ? text_finish(f, ret) : -ENOMEM;
}

static int ask_stop(const char *ids)
{
	if (call_ceph(NOOUT_WAIT, NULL, "osd ok-to-stop%s", ids) == 0)
		return 0;
	log_plain(LOG_ERR, "not safe to reboot: with the OSDs%s down, data could not be reached; see: ceph -s", ids);
	return -EBUSY;
}

/* The names of this host's daemons, each with a blank before it. */
static int find_daemons(struct json_object *all, char **ret)
{
	size_t size = 0;
	char host[64];
	FILE *f = open_memstream(ret, &size);

	own_host(host);
	for (size_t i = 0; f && i < json_length(all); i++) {
		const char *name = json_text(json_at(all, i), "name"), *where = json_text(json_at(all, i), "hostname");

		if (*name && *name != '-' && !strpbrk(name, " \t") && strcspn(where, ".") == strlen(host) && strncmp(where, host, strlen(host)) == 0)
			fprintf(f, " %s", name);
	}
	return f ? text_finish(f, ret) : -ENOMEM;
}

/* Monitors and MDS daemons. Two monitors need each other, and a single one needs itself; an active MDS needs a standby elsewhere. */
static int ask_daemons(const char *type)
{
	_cleanup_(json_put) struct json_object *all = NULL;
	_cleanup_free_ char *names = NULL;
	int r = call_ceph(NOOUT_WAIT, &all, "%s metadata", type);

	if (r == 0)
		r = find_daemons(all, &names);
	if (r == -ENOMEM)
		log_event(LOG_ERR, &(struct log_event){ .action = "drain", .error = r }, "Ceph was not asked");
	if (r < 0 || !names || !*names || call_ceph(NOOUT_WAIT, NULL, "%s ok-to-stop%s", type, names) == 0)
		return r;
	log_plain(LOG_ERR, strcmp(type, "mon") == 0 ?
		  "not safe to reboot: without the monitor%s of this node too few are left, and Ceph stops until it is back; see: ceph mon stat" :
		  "not safe to reboot: without the MDS%s of this node CephFS stops until it is back, or it is degraded already; see: ceph fs status",
		  names);
	return -EBUSY;
}

int noout_read(bool stop, struct noout *ret)
{
	_cleanup_(json_put) struct json_object *tree = NULL, *dump = NULL;
	_cleanup_free_ char *ids = NULL;
	struct json_object *host;
	int r = call_ceph(NOOUT_WAIT, &tree, "osd tree");

	*ret = (struct noout){ 0 };
	if (r == 0)
		r = call_ceph(NOOUT_WAIT, &dump, "osd dump");
	if (r < 0)
		return r;
	host = json_member(find_host(tree, ret->host), "children");
	r = find_osds(host, &ids);
	if (r < 0) {
		log_event(LOG_ERR, &(struct log_event){ .action = "drain", .error = r }, "Ceph was not asked");
		return r;
	}
	ret->set = has_word(json_member(json_member(dump, "crush_node_flags"), ret->host), "noout") ||
		   has_word(json_member(dump, "flags_set"), "noout");
	if (!json_length(host) && *ids && !ret->set) {
		log_plain(LOG_ERR, "CRUSH has the OSDs%s of this machine below no host \"%s\", so noout cannot be set for them alone; "
			  "next: ceph osd set noout, then tbnet-drain apply; ceph osd unset noout after the boot", ids, ret->host);
		return -ENOENT;
	}
	if (!json_length(host))
		ret->host[0] = '\0';
	r = stop && *ids ? ask_stop(ids) : 0;
	if (r == 0 && stop)
		r = ask_daemons("mon");
	return r == 0 && stop ? ask_daemons("mds") : r;
}

int noout_set(const char *host, bool on)
{
	struct noout now = { 0 };
	int r = call_ceph(NOOUT_WAIT, NULL, "osd %s noout %s", on ? "set-group" : "unset-group", host);

	if (r == 0 && on)
		r = noout_read(false, &now);
	if (r == 0 && on && !now.set) {
		log_plain(LOG_ERR, "Ceph accepted noout for %s, but does not have it; see: ceph osd dump", host);
		r = -EIO;
	}
	return r;
}
