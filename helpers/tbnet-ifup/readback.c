/* SPDX-License-Identifier: GPL-2.0-or-later */
/* readback: read back MTU and addresses after ifup. */
#include "readback.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "address.h"
#include "conf.h"
#include "log.h"
#include "meant.h"
#include "rtnl.h"
#include "text.h"

#define POLICY	"/etc/network/ifupdown2/policy.d/tbnet.json"

struct found {
	FILE *text;			/* " 10.0.0.1/30 fe80::1/64" */
	const struct stanza *stanza;
	bool present[INTERFACES_ADDRESSES];
};

static int note_address(const char *address, unsigned flags, void *data)
{
	struct found *found = data;
	size_t n = strcspn(address, "/");

	(void)flags;
	fprintf(found->text, " %s", address);
	for (size_t i = 0; i < found->stanza->n_addresses; i++)
		if (strlen(found->stanza->addresses[i]) == n && strncmp(found->stanza->addresses[i], address, n) == 0)
			found->present[i] = true;
	return 0;
}

int readback_addresses(struct nl_sock *sock, const struct link *link, const struct stanza *stanza,
		       char **ret_text, const char **ret_missing)
{
	struct found found = { .stanza = stanza };
	size_t size = 0;
	int r;

	found.text = open_memstream(ret_text, &size);
	if (!found.text)
		return -ENOMEM;
	r = address_each(sock, link->ifindex, note_address, &found);
	if (text_finish(found.text, ret_text) < 0)
		return -ENOMEM;
	*ret_missing = NULL;
	for (size_t i = 0; i < stanza->n_addresses && !*ret_missing; i++)
		if (!found.present[i])
			*ret_missing = stanza->addresses[i];
	return r;
}

/* ifup resets the MTU to 1500 unless the stanza or a policy of ifupdown2 has one. */
static void say_mtu(struct log_event *e, const struct link *link, const struct stanza *stanza)
{
	e->id = LOG_ID_CHANGED;
	if (!stanza->file)
		log_event(LOG_WARNING, e, "had MTU %u; set back to %u (TBNET_MTU)", link->mtu, e->mtu);
	else if (stanza->mtu)
		log_event(LOG_WARNING, e, "ifup set MTU %u, but %s has mtu %s; set to %u", link->mtu, stanza->file, stanza->mtu, e->mtu);
	else
		log_event(LOG_WARNING, e, "ifup set MTU %u: the stanza in %s has no mtu, and no policy gives one (" POLICY "); set back to %u, until the next ifreload; add to the stanza: mtu %u",
			  link->mtu, stanza->file, e->mtu, e->mtu);
}

int readback_mtu(struct nl_sock *sock, struct link *link, const struct stanza *stanza, unsigned mtu)
{
	struct log_event e = { .ifname = link->name, .action = "ifup", .mtu = meant_mtu_of(stanza->mtu, mtu) };
	struct link before;
	int r = link_get(sock, link->ifindex, NULL, link);

	if (r < 0)
		return r;
	if (!(link->flags & IFF_UP)) {
		log_event(LOG_WARNING, &e, "down after ifup (link-down in the stanza?), not touched");
		return 0;
	}
	if (conf_is_set(CONF_MTU) && e.mtu != mtu)
		log_event(LOG_WARNING, &e, "%s sets mtu %u, which overrides TBNET_MTU=%u for this link", stanza->file, e.mtu, mtu);
	if (link->mtu == e.mtu)
		return 0;
	before = *link;
	r = link_ensure(sock, link, e.mtu);
	if (r < 0)
		return r;
	say_mtu(&e, &before, stanza);
	return 0;
}
