/* SPDX-License-Identifier: GPL-2.0-or-later */
/* noout: Ceph's OSDs of this host, which are to be down for a while and not to be replaced. */
#include "noout.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "call.h"
#include "cephnet.h"
#include "log.h"
#include "text.h"

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
static struct json_object *find_host(struct json_object *tree, char host[64])
{
	struct json_object *nodes = json_member(tree, "nodes");
	struct utsname u = { 0 };

	uname(&u);
	snprintf(host, 64, "%.*s", (int)strcspn(u.nodename, "."), u.nodename);
	for (size_t i = 0; i < json_length(nodes); i++)
		if (strcmp(json_text(json_at(nodes, i), "type"), "host") == 0 && strcmp(json_text(json_at(nodes, i), "name"), host) == 0)
			return json_at(nodes, i);
	return NULL;
}

static int ask_stop(struct json_object *children, const char *host)
{
	_cleanup_free_ char *ids = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&ids, &size);

	for (size_t i = 0; f && i < json_length(children); i++)
		fprintf(f, " %d", json_object_get_int(json_at(children, i)));
	if (!f || text_finish(f, &ids) < 0) {
		log_event(LOG_ERR, &(struct log_event){ .action = "drain", .error = -ENOMEM }, "Ceph was not asked");
		return -ENOMEM;
	}
	if (call_ceph(NOOUT_WAIT, NULL, "osd ok-to-stop%s", ids) == 0)
		return 0;
	log_plain(LOG_ERR, "not safe to reboot: with the OSDs of %s down, data could not be reached; see: ceph -s", host);
	return -EBUSY;
}

int noout_read(bool stop, struct noout *ret)
{
	_cleanup_(json_put) struct json_object *tree = NULL, *dump = NULL;
	struct json_object *children;
	int r = call_ceph(NOOUT_WAIT, &tree, "osd tree");

	*ret = (struct noout){ 0 };
	if (r == 0)
		r = call_ceph(NOOUT_WAIT, &dump, "osd dump");
	if (r < 0)
		return r;
	children = json_member(find_host(tree, ret->host), "children");
	if (!json_length(children)) {
		ret->host[0] = '\0';
		return 0;
	}
	ret->set = has_word(json_member(json_member(dump, "crush_node_flags"), ret->host), "noout") ||
		   has_word(json_member(dump, "flags_set"), "noout");
	return stop ? ask_stop(children, ret->host) : 0;
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
