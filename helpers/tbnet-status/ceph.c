/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ceph: whether its daemons on the mesh wait for the mesh at boot. */
#include <glob.h>
#include <string.h>

#include "cephnet.h"
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

static bool is_ours(const char *network, void *data)
{
	const struct host *n = data;

	for (size_t i = 0; i < n->n_ports; i++)
		for (size_t k = 0; k < n->ports[i].addresses.n; k++)
			if (cephnet_holds(network, n->ports[i].addresses.v[k]))
				return true;
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

	/* mon.target and osd.target of this host */
	if (!exists("/etc/systemd/system/ceph-*.target.wants/*.service"))
		return 0;
	if (host_is_closed(CEPH_CONF))
		return host_not_permitted(n, CEPH_CONF);
	text = lines_read(CEPH_CONF);
	if (!text || !cephnet_any(text, is_ours, n))
		return 0;
	n->ceph_waits = waits();
	return n->ceph_waits == UNSEEN ? host_not_permitted(n, "what Ceph waits for") : 0;
}
