/* SPDX-License-Identifier: GPL-2.0-or-later */
/* forward: tell whether an interface forwards packets that are not for this machine. */
#include "forward.h"

#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>

#include "sysfs.h"

#define FORCE		"force_forwarding"
#define FOLDER_SIZE	64

static const char *folder_of(const char *ifname, int family, char buf[FOLDER_SIZE])
{
	snprintf(buf, FOLDER_SIZE, "/proc/sys/net/ipv%d/conf/%s", family == AF_INET ? 4 : 6, ifname);
	return buf;
}

static int get_to(unsigned max, const char *ifname, int family, const char *key)
{
	char folder[FOLDER_SIZE];
	unsigned value;
	int r = sysfs_read_uint(folder_of(ifname, family, folder), key, 0, max, &value);

	return r < 0 ? r : (int)value;
}

static int get(const char *ifname, int family, const char *key)
{
	return get_to(1, ifname, family, key);
}

/* 1 if it was changed, 0 if it was 1 already. */
static int set(const char *ifname, int family, const char *key)
{
	char folder[FOLDER_SIZE];
	int r;

	if (get(ifname, family, key) == 1)
		return 0;
	r = sysfs_write(folder_of(ifname, family, folder), key, "1");
	if (r < 0)
		return r;
	return get(ifname, family, key) == 1 ? 1 : -EAGAIN;
}

int forward_flag(const char *ifname, int family)
{
	return get(ifname, family, "forwarding");
}

bool forward_is_strict(const char *ifname)
{
	int all = get_to(2, "all", AF_INET, "rp_filter"), own = get_to(2, ifname, AF_INET, "rp_filter");

	return (all > own ? all : own) == 1;	/* the kernel's maximum; 2 is loose */
}

int forward_is_on(const char *ifname, int family)
{
	int all;

	if (family == AF_INET)
		return forward_flag(ifname, family);
	all = get("all", family, "forwarding");
	if (all == 1)
		return 1;
	all = get(ifname, family, FORCE);
	return all == -ENOENT && forward_flag(ifname, family) >= 0 ? 0 : all;
}

int forward_set(const char *ifname, int family)
{
	int r = set(ifname, family, "forwarding"), r2;

	if (r < 0 || forward_is_on(ifname, family) == 1)
		return r;
	r2 = set(ifname, family, FORCE);
	return r2 == -ENOENT ? -EOPNOTSUPP : r2 < 0 ? r2 : 1;
}
