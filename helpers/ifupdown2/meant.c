/* SPDX-License-Identifier: GPL-2.0-or-later */
/* meant: find the MTU that a link should have. */
#include "meant.h"

#include "cleanup.h"
#include "conf.h"
#include "ifupdown2.h"
#include "interfaces.h"
#include "mtu.h"
#include "text.h"

unsigned meant_mtu_of(const char *stanza_mtu, unsigned setting)
{
	unsigned mtu;

	return stanza_mtu && text_to_uint(stanza_mtu, MTU_MIN, MTU_MAX, &mtu) == 0 ? mtu : setting;
}

enum meant meant_mtu(const char *ifname, unsigned *ret)
{
	_cleanup_(interfaces_free) struct stanza stanza = { 0 };
	_cleanup_free_ char *file = ifupdown2_interfaces();
	enum ifupdown tool = ifupdown_tool() == IFUPDOWN_CLASSIC ? IFUPDOWN_CLASSIC : IFUPDOWN_2;

	*ret = mtu_setting(ifname);
	if (!file || interfaces_find(file, tool, ifname, &stanza) < 0 || (!stanza.found && !stanza.mtu))
		return MEANT_SETTING;
	*ret = meant_mtu_of(stanza.mtu, *ret);
	return stanza.mtu ? MEANT_STANZA : MEANT_BARE;
}
