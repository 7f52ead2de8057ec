/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ceph: find Ceph's networks, and whether its daemons wait for the mesh at boot. */
#include <errno.h>
#include <glob.h>
#include <ifaddrs.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "lines.h"
#include "host.h"

static bool exists(const char *pattern)
{
	glob_t found = { 0 };
	bool yes = glob(pattern, 0, NULL, &found) == 0;

	globfree(&found);
	return yes;
}

struct look {
	struct host *n;
	struct ifaddrs *all;
};

/* Of several networks under one name the one that this host is in counts. */
static bool note(enum cephnet which, const char *network, void *data)
{
	const struct look *look = data;
	enum ceph_place place = cephnet_place(look->all, network);
	struct host_ceph *c = &look->n->ceph[which];

	if (place > c->place) {
		c->place = place;
		snprintf(c->network, sizeof(c->network), "%s", network);
	}
	return false;
}

/* A drop-in for any of its units that names one of ours: the package's, or an administrator's. */
static enum seen waits(void)
{
	static const char *const patterns[] = {
		"/etc/systemd/system/ceph*.d/*.conf", "/run/systemd/system/ceph*.d/*.conf",
		"/usr/lib/systemd/system/ceph*.d/*.conf",
	};
	enum seen found = NO;

	for (size_t i = 0; i < 3; i++) {
		glob_t files = { 0 };

		if (glob(patterns[i], 0, NULL, &files) != 0)
			files.gl_pathc = 0;
		for (size_t k = 0; k < files.gl_pathc && found != YES; k++) {
			_cleanup_free_ char *text = lines_read(files.gl_pathv[k]);

			if (text && (strstr(text, "tbnet-ceph.service") || strstr(text, "tbnet-online.service")))
				found = YES;
			else if (!text && host_is_closed(files.gl_pathv[k]))
				found = UNSEEN;
		}
		globfree(&files);
	}
	return found;
}

int ceph_read(struct host *n)
{
	_cleanup_free_ char *text = NULL;
	struct look look = { .n = n };
	bool on_mesh = false;

	/* mon.target and osd.target of this host */
	if (!exists("/etc/systemd/system/ceph-*.target.wants/*.service"))
		return 0;
	if (host_is_closed(CEPH_CONF))
		return host_not_permitted(n, CEPH_CONF);
	text = lines_read(CEPH_CONF);
	if (!text)
		return 0;
	if (getifaddrs(&look.all) < 0)
		return host_not_read(n, "the addresses of this host", -errno);
	cephnet_any(text, note, &look);
	freeifaddrs(look.all);
	for (size_t i = 0; i < CEPHNETS; i++)
		on_mesh |= n->ceph[i].place == CEPH_ON_MESH;
	if (!on_mesh)
		return 0;
	n->ceph_waits = waits();
	return n->ceph_waits == UNSEEN ? host_not_permitted(n, "what Ceph waits for") : 0;
}
