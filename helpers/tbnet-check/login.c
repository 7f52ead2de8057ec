/* SPDX-License-Identifier: GPL-2.0-or-later */
/* login: links without carrier whose peer is there: both ends may have stopped trying. */
#include "heal.h"

#include <limits.h>

#include "cure.h"
#include "state.h"

void heal_login_forget(const char *ifname)
{
	char note[NAME_MAX];

	cure_note(note, sizeof(note), "waits", ifname);
	state_remove(note);
}

int heal_login(struct heal *heal, struct nl_sock *sock, const struct link *link)
{
	char note[NAME_MAX], of[NAME_MAX];
	unsigned looks = 0;

	if (!heal->wanted)
		return 0;
	cure_note(note, sizeof(note), "waits", link->name);
	cure_note(of, sizeof(of), "waits-of", link->name);
	if (!state_is(of, (unsigned)link->ifindex))
		state_write(of, (unsigned)link->ifindex);
	else if (state_read(note, &looks) < 0)
		looks = 0;
	if (++looks >= HEAL_LOOKS && !cure_due(heal, link->name)) {
		heal_login_forget(link->name);
		return cure_link(heal, sock, link->name, link->ifindex,
			       "no carrier for ten minutes though the peer is there: both ends may have given up their logins");
	}
	state_write(note, looks > HEAL_LOOKS ? HEAL_LOOKS : looks);
	return 0;
}
