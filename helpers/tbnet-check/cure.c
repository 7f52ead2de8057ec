/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cure: one down/up of a link, capped over time. */
#include "cure.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "address.h"
#include "clock.h"
#include "heal.h"
#include "link.h"
#include "log.h"
#include "meant.h"
#include "state.h"
#include "stop.h"

void cure_note(char *note, size_t size, const char *what, const char *ifname)
{
	snprintf(note, size, "%s-%s", what, ifname);
}

unsigned cure_due(const struct heal *heal, const char *ifname)
{
	char note[NAME_MAX];

	cure_note(note, sizeof(note), "heal", ifname);
	return state_left(note, heal->interval);
}

static int say_result(struct log_event *e, int r, const struct link_ups *ups)
{
	e->error = ups->refused;
	e->attempt = ups->n;
	e->attempts = LINK_UPS;
	if (r == -EADDRNOTAVAIL)
		log_event(LOG_ERR, e, "up again, without one of its IPv6 addresses; next: systemctl restart tbnet-link@%s", e->ifname);
	else if (r < 0)
		log_event(LOG_ERR, e, "is not up again; next: systemctl restart tbnet-link@%s", e->ifname);
	else if (ups->refused)
		log_event(LOG_WARNING, e, "up again, and was refused before");
	return r;
}

int cure_link(const struct heal *heal, struct nl_sock *sock, const char *ifname, int ifindex, const char *news)
{
	struct log_event e = { .ifname = ifname, .action = "heal", .mtu = heal->mtu, .id = LOG_ID_BOUNCE };
	struct address_kept kept;
	struct link_ups ups;
	char note[NAME_MAX];
	int r = address_keep(sock, ifindex, &kept);

	meant_mtu(ifname, &e.mtu);
	if (r < 0) {
		e.id = NULL;
		e.error = r;
		log_event(LOG_ERR, &e, "%s, no down/up because it would lose its IPv6 addresses, which cannot be read", news);
		return r;
	}
	/* what is noted is done: else the next one would wait for an hour */
	_cleanup_hold_ sigset_t held = stop_hold();

	cure_note(note, sizeof(note), "heal", ifname);
	e.error = state_write(note, (unsigned)(clock_now() / 1000));	/* without a note there is no cap */
	if (e.error) {
		e.id = NULL;
		log_event(LOG_WARNING, &e, "%s, no down/up because it cannot be noted in " STATE_DIR, news);
		return 0;
	}
	log_event(LOG_WARNING, &e, "%s; one down/up", news);
	r = link_down_up(sock, ifindex, e.mtu, &kept, &ups);
	return r == -ENODEV ? 0 : say_result(&e, r, &ups);
}
