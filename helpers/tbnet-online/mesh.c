/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mesh: tell whether a network of Ceph may be on the mesh. */
#include "mesh.h"

#include <errno.h>
#include <ifaddrs.h>
#include <stddef.h>

#include "cephnet.h"
#include "cleanup.h"
#include "file.h"

DEFINE_CLEANUP(struct ifaddrs *, cleanup_ifaddrs, freeifaddrs)

static bool may_be_on_mesh(enum cephnet which, const char *network, void *data)
{
	(void)which;
	return cephnet_place(data, network) != CEPH_ON_LAN;
}

int mesh_has_ceph(void)
{
	_cleanup_(cleanup_ifaddrs) struct ifaddrs *all = NULL;
	_cleanup_free_ char *text = NULL;
	size_t size;
	int r = file_read(CEPH_CONF, &text, &size);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	if (getifaddrs(&all) < 0)
		return -errno;
	return cephnet_any(text, may_be_on_mesh, all);
}
