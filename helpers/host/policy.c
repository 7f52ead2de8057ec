/* SPDX-License-Identifier: GPL-2.0-or-later */
/* policy: read the MTU that ifupdown2's policy files give to an interface without one. */
#include <errno.h>
#include <glob.h>

#include "cleanup.h"
#include "conf.h"
#include "file.h"
#include "host.h"
#include "jsonread.h"

static struct json_object *read_json(const char *path)
{
	_cleanup_free_ char *text = NULL;
	size_t size;

	return file_read(path, &text, &size) == 0 ? json_parse(text) : NULL;
}

/* "65520" or 65520; 0: none */
static unsigned mtu_of(struct json_object *o)
{
	uint64_t mtu;

	return json_number(o, "mtu", &mtu) && mtu >= MTU_MIN && mtu <= MTU_MAX ? (unsigned)mtu : 0;
}

/* Reads the files of one folder. Of several with "iface_defaults" one replaces the
 * others, and ifupdown2 takes them in no order (policymanager.py): only what all
 * say counts. */
static unsigned read_folder(const char *pattern, const char *ifname, bool *closed)
{
	unsigned named = 0, all = 0;
	bool agree = true, seen = false;
	glob_t found = { 0 };

	if (glob(pattern, 0, NULL, &found) != 0)
		found.gl_pathc = 0;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		_cleanup_(json_put) struct json_object *file = read_json(found.gl_pathv[i]);
		struct json_object *address = json_member(file, "address"), *names = json_member(address, "iface_defaults");

		*closed |= !file && host_is_closed(found.gl_pathv[i]);
		if (names) {
			unsigned mtu = mtu_of(json_member(names, ifname));

			agree = agree && (!seen || mtu == named);
			named = mtu;
			seen = true;
		}
		all = json_member(address, "defaults") ? mtu_of(json_member(address, "defaults")) : all;
	}
	globfree(&found);
	return agree && named ? named : all;
}

int policy_read(struct host *n)
{
	static const char *const folders[] = { "/etc/network/ifupdown2/policy.d", "/var/lib/ifupdown2/policy.d" };

	for (size_t i = 0; n->ifupdown2 && i < 2; i++)
		n->closed.policies |= host_is_closed(folders[i]);
	for (size_t i = 0; i < n->n_ports; i++) {
		struct host_port *p = &n->ports[i];

		if (!p->netdev || !n->ifupdown2)
			continue;
		p->policy_mtu = read_folder("/etc/network/ifupdown2/policy.d/*.json", p->netdev->name, &n->closed.policies);
		if (!p->policy_mtu)
			p->policy_mtu = read_folder("/var/lib/ifupdown2/policy.d/*.json", p->netdev->name, &n->closed.policies);
	}
	return n->closed.policies ? host_not_permitted(n, "policies of ifupdown2") : 0;
}
