/* SPDX-License-Identifier: GPL-2.0-or-later */
/* taken: what else may have a name, and what a .link file of an administrator's says first. */
#include "taken.h"

#include <errno.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

#include "sysfs.h"

/* 1, 0, or a negative errno. */
static int has_netdev(const struct names *names, const char *name)
{
	static const char folder[] = "/sys/class/net/";
	char path[sizeof(folder) + IFNAMSIZ] = "/sys/class/net/";
	char other[IF_NAMESIZE];
	size_t n = strlen(name);
	unsigned ifindex;

	if (n >= IFNAMSIZ)
		return 0;	/* no interface can have it */

	for (size_t i = 0; i < names->n; i++)
		if (strcmp(names->cables[i].name, name) == 0)
			return 0;
	memcpy(path + sizeof(folder) - 1, name, n + 1);
	if (access(path, F_OK) == 0)
		return 1;
	ifindex = if_nametoindex(name);	/* knows alternative names, too, which sysfs has not */
	if (!ifindex)
		return sysfs_is_trouble(-errno) ? -errno : 0;
	for (size_t i = 0; i < names->n; i++)
		if (names->cables[i].ifindex == ifindex)
			return 0;
	return if_indextoname(ifindex, other) && strcmp(other, name) != 0;
}

int taken_is(const struct names *names, const char *name, unsigned port)
{
	const struct link_target target = { .controller = names->controller, .port = port };
	int r = has_netdev(names, name);

	return r ? r : link_files_give_away(names->data, names->controllers, &target, name);
}

bool taken_by_file(const struct names *names, unsigned port)
{
	struct link_target target = { .controller = names->controller, .port = port };
	const struct link_file *f = link_files_find(names->data, &target);
	const char *ours = record_file(names->controller);

	/* behind the package's file for this controller it would not be asked */
	if (!f || link_file_is_packaged(f) || (ours && strcmp(f->base, ours) > 0))
		return false;
	for (size_t i = 0; i < names->n; i++) {
		target.port = names->cables[i].port;
		if (target.port != port && link_file_matches(f, &target))
			return false;
	}
	return true;
}
