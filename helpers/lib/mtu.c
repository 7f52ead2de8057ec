/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mtu: the MTU that the settings give a link. */
#include "mtu.h"

#include <string.h>
#include <strings.h>

#include "conf.h"
#include "port.h"
#include "text.h"

#define BLANKS	" \t"	/* a name may have a comma */

/* Cuts the word after the name or the UUID of a peer. */
static bool parse(char *word, unsigned *ret_mtu)
{
	char *value = strchr(word, '=');

	if (!value)
		return false;
	*value++ = '\0';
	return (text_is_ifname(word) || port_is_uuid(word)) && text_to_uint(value, MTU_MIN, MTU_MAX, ret_mtu) == 0;
}

bool mtu_is_list(const char *list)
{
	bool good = true;
	unsigned mtu;
	char word[64];

	while (good && text_word(&list, BLANKS, word, sizeof(word)))
		good = parse(word, &mtu);
	return good;
}

unsigned mtu_setting(const char *ifname)
{
	const char *list = conf_text(CONF_LINK_MTU);
	unsigned mtu = conf_number(CONF_MTU), own;
	struct port port = { 0 };
	char word[64];

	/* the peer is in sysfs; without a list nobody asks for it */
	if (*list)
		port_from_ifname(ifname, &port);
	while (text_word(&list, BLANKS, word, sizeof(word)) && parse(word, &own))
		if (strcmp(word, ifname) == 0)
			return own;
		else if (strcasecmp(word, port.peer) == 0)
			mtu = own;
	return mtu;
}
