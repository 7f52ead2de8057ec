/* SPDX-License-Identifier: GPL-2.0-or-later */
/* admit: whose links are brought up: by TBNET_PEERS. */
#include "admit.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "conf.h"

#define BLANKS	" \t,"

/* Cuts one word off *list; 0 at the end. */
static size_t next(const char **list, const char **ret_word)
{
	size_t n;

	*ret_word = *list + strspn(*list, BLANKS);
	n = strcspn(*ret_word, BLANKS);
	*list = *ret_word + n;
	return n;
}

bool admit_peer(const char *uuid)
{
	const char *list = conf_text(CONF_PEERS), *word;
	size_t n;

	if (!*list)
		return true;
	while ((n = next(&list, &word)))
		if (n == strlen(uuid) && strncasecmp(word, uuid, n) == 0)
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

void admit_each_bad(const char *list, void (*f)(const char *word, void *data), void *data)
{
	const char *word;
	size_t n;

	while ((n = next(&list, &word))) {
		char uuid[sizeof(((struct port *)0)->peer)] = "";

		for (size_t i = 0; i < n && n < sizeof(uuid); i++)
			uuid[i] = (char)tolower((unsigned char)word[i]);
		if (!port_is_uuid(uuid)) {
			char shown[64];

			snprintf(shown, sizeof(shown), "%.*s", (int)(n < sizeof(shown) ? n : sizeof(shown) - 1), word);
			f(shown, data);
		}
	}
}
