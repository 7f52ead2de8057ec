/* SPDX-License-Identifier: GPL-2.0-or-later */
/* member: put a link back into the bridge or bond that a stanza names. */
#include "member.h"

#include <errno.h>
#include <string.h>

#include "log.h"
#include "tso.h"

static bool is_of_kind(const struct link *link, enum upper_kind kind)
{
	return strcmp(link->kind, kind == UPPER_BRIDGE ? "bridge" : "bond") == 0;
}

static void say_odd(const struct link *link, const struct upper *u, const char *why)
{
	struct log_event e = { .ifname = link->name, .action = "ifup" };

	log_event(LOG_WARNING, &e, "%s:%u puts it into %s, %s", u->section->file, u->section->line, u->name, why);
}

int member_upper(struct nl_sock *sock, const struct link *link, const struct uppers *uppers, struct link *ret)
{
	const struct upper *named = uppers_master(uppers, 0), *second = uppers_master(uppers, 1);
	struct link upper;
	int r;

	*ret = (struct link){ 0 };
	if (second)
		say_odd(link, second, "but another line puts it elsewhere: skipped; remove one of the two lines");
	if (!named || second)
		return 0;
	r = link_get(sock, 0, named->name, &upper);
	if (r == -ENODEV)
		say_odd(link, named, "which does not exist; to create it, run ifup for that interface");
	else if (r == 0 && !is_of_kind(&upper, named->kind))
		say_odd(link, named, named->kind == UPPER_BRIDGE ? "which is not a bridge" : "which is not a bond");
	else if (r == 0)
		*ret = upper;
	return r == -ENODEV ? 0 : r;
}

/* A bond refuses what is up; the link is new, and nobody uses it yet. */
static int set_master(struct nl_sock *sock, struct link *link, const struct link *upper)
{
	bool bond = strcmp(upper->kind, "bond") == 0;
	int r = bond && (link->flags & IFF_UP) ? link_set_down(sock, link->ifindex) : 0, r2;

	if (r == 0)
		r = link_set_master(sock, link->ifindex, upper->ifindex);
	r2 = bond && (link->flags & IFF_UP) ? link_set_up(sock, link->ifindex, 0) : 0;
	return r < 0 ? r : r2;
}

static int say_refused(struct log_event *e, const struct link *upper, int r)
{
	e->id = LOG_ID_GAVE_UP;
	e->outcome = "failed";
	e->error = r;
	if (r == -EOPNOTSUPP && strcmp(upper->kind, "bond") == 0)
		log_event(LOG_ERR, e, "%s refuses it: the bond sets the MAC address of its slaves, and thunderbolt_net can change it only from Linux 7.0 on; in mode active-backup, add: bond-fail-over-mac 1",
			  upper->name);
	else
		log_event(LOG_ERR, e, "cannot be put into %s", upper->name);
	return r;
}

/* The MTU of a bridge is the least of its ports', unless somebody has set it. */
static void say_lower_mtu(struct nl_sock *sock, const struct link *link, const struct link *before)
{
	struct log_event e = { .ifname = link->name, .action = "ifup", .mtu = link->mtu };
	struct link upper;

	if (link_get(sock, before->ifindex, NULL, &upper) == 0 && upper.mtu < before->mtu)
		log_event(LOG_WARNING, &e, "%s now has MTU %u, not %u, because this link has %u", upper.name, upper.mtu, before->mtu, link->mtu);
}

/* The link's unit has switched TSO on for speed at MTU 1500, before it was in the bridge. */
static void set_tso(const struct link *link, const struct link *upper)
{
	struct log_event e = { .ifname = link->name, .action = "ifup", .mtu = link->mtu, .id = LOG_ID_CHANGED };

	if (strcmp(upper->kind, "bridge") != 0 || tso_wanted(link->mtu, true) || tso_read(link->name) != 1)
		return;
	e.error = tso_set(link->name, false);
	if (e.error)
		log_event(LOG_WARNING, &e, "cannot switch TSO off, going on");
	else
		log_event(LOG_INFO, &e, "TSO switched off, as for every port of a bridge; to keep it on: TBNET_TSO=yes");
}

int member_join(struct nl_sock *sock, struct link *link, const struct link *upper, unsigned mtu)
{
	struct log_event e = { .ifname = link->name, .action = "ifup" };
	struct link other;
	int r;

	if (link->master == upper->ifindex)
		return 0;
	if (link->master) {
		log_event(LOG_WARNING, &e, "is in %s, although a stanza puts it into %s; not touched",
			  link_get(sock, link->master, NULL, &other) == 0 ? other.name : "another interface", upper->name);
		return 0;
	}
	r = set_master(sock, link, upper);
	if (r == 0)
		r = link_get(sock, link->ifindex, NULL, link);
	if (r == 0 && link->master != upper->ifindex)
		r = -EAGAIN;
	if (r == 0 && link->mtu != mtu)	/* a bond gives it its own */
		r = link_ensure(sock, link, mtu);
	if (r < 0)
		return r == -ENODEV ? r : say_refused(&e, upper, r);
	e.id = LOG_ID_CHANGED;
	log_event(LOG_INFO, &e, "put into %s", upper->name);
	say_lower_mtu(sock, link, upper);
	set_tso(link, upper);
	return 0;
}
