/* SPDX-License-Identifier: GPL-2.0-or-later */
/* cure: one down/up of a link, capped over time. */
#include "cure.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>

#include "clock.h"
#include "heal.h"
#include "log.h"
#include "state.h"

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

int cure_link(const struct heal *heal, struct nl_sock *sock, const char *ifname, int ifindex, const char *news)
{
	struct log_event e = { .ifname = ifname, .action = "heal", .mtu = heal->mtu, .id = LOG_ID_BOUNCE };
	char note[NAME_MAX];

	cure_note(note, sizeof(note), "heal", ifname);
	e.error = state_write(note, (unsigned)(clock_now() / 1000));	/* without a note there is no cap */
	if (e.error) {
		e.id = NULL;
		log_event(LOG_WARNING, &e, "%s, no down/up because it cannot be noted in " STATE_DIR, news);
		return 0;
	}
	log_event(LOG_WARNING, &e, "%s; one down/up", news);
	e.error = link_down_up(sock, ifindex, heal->mtu);
	if (e.error == -EADDRNOTAVAIL)
		log_event(LOG_ERR, &e, "up again, without one of its IPv6 addresses; next: systemctl restart tbnet-link@%s", ifname);
	else if (e.error && e.error != -ENODEV)
		log_event(LOG_ERR, &e, "is not up again");
	return e.error == -ENODEV ? 0 : e.error;
}
