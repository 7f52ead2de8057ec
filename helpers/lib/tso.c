/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tso: read and set whether the kernel gives a driver TCP packets larger than the MTU. */
#include "tso.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_ether.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "cleanup.h"
#include "conf.h"
#include "text.h"

/* The old commands stand for all kinds of TSO together, and need no table of features (net/ethtool/ioctl.c). */
static int ask(const char *ifname, struct ethtool_value *value)
{
	struct ifreq request = { .ifr_data = (void *)value };
	_cleanup_fd_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return -errno;
	if (!text_is_ifname(ifname))
		return -EINVAL;
	memcpy(request.ifr_name, ifname, strlen(ifname) + 1);
	return ioctl(fd, SIOCETHTOOL, &request) < 0 ? -errno : 0;
}

bool tso_wanted(unsigned mtu, bool bridged)
{
	return conf_is_set(CONF_TSO) ? conf_bool(CONF_TSO) : mtu <= ETH_DATA_LEN && !bridged;
}

int tso_read(const char *ifname)
{
	struct ethtool_value value = { .cmd = ETHTOOL_GTSO };
	int r = ask(ifname, &value);

	return r < 0 ? r : value.data != 0;
}

int tso_set(const char *ifname, bool on)
{
	struct ethtool_value value = { .cmd = ETHTOOL_STSO, .data = on };
	int r = ask(ifname, &value);

	if (r == 0)
		r = tso_read(ifname);
	return r < 0 ? r : r == on ? 0 : -EIO;
}
