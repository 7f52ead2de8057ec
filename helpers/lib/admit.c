/* SPDX-License-Identifier: GPL-2.0-or-later */
/* admit: whose links are brought up: by TBNET_PEERS. */
#include "admit.h"

#include <strings.h>

#include "conf.h"
#include "text.h"

bool admit_peer(const char *uuid)
{
	const char *list = conf_text(CONF_PEERS);
	char word[ADMIT_WORD];

	if (!*list)
		return true;
	while (text_word(&list, ADMIT_BLANKS, word, sizeof(word)))
		if (strcasecmp(word, uuid) == 0)
			return true;
	return false;
}

bool admit_link(const char *ifname, struct port *ret_peer)
{
	struct port port = { 0 };

	/* the peer is in sysfs; without a list nobody asks for it */
	if (!conf_is_set(CONF_PEERS))
		return true;
	port_from_ifname(ifname, &port);
	if (admit_peer(port.peer))
		return true;
	*ret_peer = port;
	return false;
}
