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

#define OSDS	(CALL_WORDS - 3)	/* more in one host are not asked for */

bool noout_is_ceph(void)
{
	return access(CEPH, X_OK) == 0 && access(CEPH_CONF, F_OK) == 0;
}

static struct json_object *member(struct json_object *o, const char *key, enum json_type type)
{
	struct json_object *m;

	return json_object_is_type(o, json_type_object) && json_object_object_get_ex(o, key, &m) && json_object_is_type(m, type) ? m : NULL;
}

static bool is_named(struct json_object *o, const char *key, const char *value)
{
	struct json_object *m = member(o, key, json_type_string);

	return m && strcmp(json_object_get_string(m), value) == 0;
}

static bool has_word(struct json_object *array, const char *word)
{
	for (size_t i = 0; array && i < json_object_array_length(array); i++) {
		struct json_object *o = json_object_array_get_idx(array, i);

		if (json_object_is_type(o, json_type_string) && strcmp(json_object_get_string(o), word) == 0)
			return true;
	}
	return false;
}

/* Ceph names a host's bucket by the host name up to the first dot (ceph-osd, crush_location). */
static struct json_object *find_host(struct json_object *tree, char host[64])
{
	struct json_object *nodes = member(tree, "nodes", json_type_array);
	struct utsname u = { 0 };

	uname(&u);
	snprintf(host, 64, "%.*s", (int)strcspn(u.nodename, "."), u.nodename);
	for (size_t i = 0; nodes && i < json_object_array_length(nodes); i++) {
		struct json_object *o = json_object_array_get_idx(nodes, i);

		if (is_named(o, "type", "host") && is_named(o, "name", host))
			return o;
	}
	return NULL;
}

static int ask_stop(struct json_object *children, const char *host)
{
	const char *words[CALL_WORDS + 1] = { "osd", "ok-to-stop" };
	char ids[OSDS][16];
	size_t n = 0;

	for (size_t i = 0; i < json_object_array_length(children) && n < OSDS; i++) {
		snprintf(ids[n], sizeof(ids[n]), "%d", json_object_get_int(json_object_array_get_idx(children, i)));
		words[2 + n] = ids[n];
		n++;
	}
	if (!n || call_ceph(words, NOOUT_WAIT, NULL) == 0)
		return 0;
	log_plain(LOG_ERR, "not safe to reboot: with the OSDs of %s down, data could not be reached; see: ceph -s", host);
	return -EBUSY;
}

int noout_read(bool stop, struct noout *ret)
{
	_cleanup_(json_put) struct json_object *tree = NULL, *dump = NULL;
	struct json_object *host, *children;
	int r = call_json((const char *const[]){ "osd", "tree", NULL }, NOOUT_WAIT, &tree);

	*ret = (struct noout){ 0 };
	if (r == 0)
		r = call_json((const char *const[]){ "osd", "dump", NULL }, NOOUT_WAIT, &dump);
	if (r < 0)
		return r;
	host = find_host(tree, ret->host);
	children = member(host, "children", json_type_array);
	if (!children || !json_object_array_length(children)) {
		ret->host[0] = '\0';
		return 0;
	}
	ret->set = has_word(member(member(dump, "crush_node_flags", json_type_object), ret->host, json_type_array), "noout") ||
		   has_word(member(dump, "flags_set", json_type_array), "noout");
	return stop ? ask_stop(children, ret->host) : 0;
}

int noout_set(const char *host, bool on)
{
	struct noout now = { 0 };
	int r = call_ceph((const char *const[]){ "osd", on ? "set-group" : "unset-group", "noout", host, NULL }, NOOUT_WAIT, NULL);

	if (r == 0 && on)
		r = noout_read(false, &now);
	if (r == 0 && on && !now.set) {
		log_plain(LOG_ERR, "Ceph took noout for %s, and does not have it; see: ceph osd dump", host);
		r = -EIO;
	}
	return r;
}
