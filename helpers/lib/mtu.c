/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mtu: the MTU that the settings give a link. */
#include "mtu.h"

#include <errno.h>
#include <string.h>

#include "conf.h"
#include "port.h"
#include "text.h"

struct word {
	char who[sizeof(((struct port *)0)->peer)];	/* a name or a UUID */
	unsigned mtu;
};

/* Cuts NUL-terminated text of N bytes out of FROM; -EINVAL if it does not fit. */
static int cut(const char *from, size_t n, char *buf, size_t size)
{
	if (n >= size)
		return -EINVAL;
	memcpy(buf, from, n);
	buf[n] = '\0';
	return 0;
}

/* Takes one word off *list. 1, 0 at the end, or -EINVAL. */
static int next(const char **list, struct word *ret)
{
	const char *s = *list + strspn(*list, " \t");
	size_t n = strcspn(s, " \t"), who = strcspn(s, "=");
	char number[8];

	if (!n)
		return 0;
	*list = s + n;
	if (who >= n || cut(s, who, ret->who, sizeof(ret->who)) < 0 || cut(s + who + 1, n - who - 1, number, sizeof(number)) < 0 ||
	    !(text_is_ifname(ret->who) || port_is_uuid(ret->who)))
		return -EINVAL;
	return text_to_uint(number, MTU_MIN, MTU_MAX, &ret->mtu) == 0 ? 1 : -EINVAL;
}

bool mtu_is_list(const char *list)
{
	struct word w;
	int r;

	do {
		r = next(&list, &w);
	} while (r > 0);
	return r == 0;
}

unsigned mtu_setting(const char *ifname)
{
	const char *list = conf_text(CONF_LINK_MTU);
	unsigned mtu = conf_number(CONF_MTU);
	struct port port = { 0 };
	struct word w;

	/* the peer is in sysfs; without a list nobody asks for it */
	if (*list)
		port_from_ifname(ifname, &port);
	while (next(&list, &w) > 0)
		if (strcmp(w.who, ifname) == 0)
			return w.mtu;
		else if (strcmp(w.who, port.peer) == 0)
			mtu = w.mtu;
	return mtu;
}
