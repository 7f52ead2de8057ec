/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repair: netdevs get the names that the .link files say, where that is safe. */
#include "repair.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "explain.h"
#include "link.h"
#include "log.h"
#include "options.h"

/* Netdevs that wait for each other's names: no more than ports there are. */
#define DEPTH_MAX	8

/* The netdev and what is known of it. Says on the log why it cannot be. */
static int look(struct nl_sock *sock, const struct picture *picture, const char *ifname,
		struct link *link, struct subject *ret)
{
	struct log_event e = { .ifname = ifname, .action = "rename" };
	int r = link_get(sock, 0, ifname, link);

	if (r < 0) {
		e.error = r == -ENODEV ? 0 : r;
		log_event(LOG_ERR, &e, r == -ENODEV ? "no such interface" : "cannot be looked up");
		return r;
	}
	r = subject_read(picture, link->name, link->flags, ret);
	if (r < 0) {
		e.error = r == -ENODEV ? 0 : r;
		log_event(LOG_ERR, &e, r == -ENODEV ? "is no Thunderbolt interface" : "cannot be looked at");
	}
	return r;
}

int repair_check(struct nl_sock *sock, const struct picture *picture, const char *ifname,
		 bool writes)
{
	_cleanup_(explanation_free) struct explanation why = { 0 };
	_cleanup_(subject_free) struct subject s = { 0 };
	struct link link;

	if (look(sock, picture, ifname, &link, &s) < 0)
		return EXIT_FAILED;
	if (subject_is_right(&s)) {
		const char *file = s.entry->file ? s.entry->file->path : s.db.link_file;

		printf("%s: right, port %u of %s: %s%s\n", ifname, s.netdev->port, s.netdev->controller, file,
		       s.entry->reason == PLAN_GIVEN && !*s.entry->name ? " gives it no name" : "");
		return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
	}
	if (explain(&s, writes, &why) < 0)
		return EXIT_FAILED;
	printf("%s: not right, port %u of %s should be %s\n", ifname, s.netdev->port, s.netdev->controller,
	       *s.entry->name ? s.entry->name : "named");
	printf("%s: because %s\n%s: next: %s\n", ifname, why.cause, ifname, why.next);
	fflush(stdout);
	return EXIT_FAILED;
}

static int say_why_not(const struct subject *s, bool writes, int error)
{
	_cleanup_(explanation_free) struct explanation why = { 0 };
	struct log_event e = { .ifname = s->netdev->name, .action = "rename", .id = LOG_ID_NAME,
			       .port = s->netdev->port, .outcome = "not-renamed", .error = error };

	if (error)
		log_event(LOG_ERR, &e, "cannot be renamed to %s", s->entry->name);
	else if (explain(s, writes, &why) == 0)
		log_event(LOG_ERR, &e, "should be %s and is left as it is: %s; next: %s",
			  *s->entry->name ? s->entry->name : "named", why.cause, why.next);
	return EXIT_FAILED;
}

static int say_gone(struct log_event *e)
{
	e->outcome = "gone";
	log_event(LOG_INFO, e, "gone before it was renamed");
	return EXIT_DONE;
}

/* The name is free and the netdev is down: does it, and reads back. */
static int rename_it(struct nl_sock *sock, const struct subject *s, const struct link *link)
{
	const char *name = s->entry->name;
	struct log_event e = { .ifname = name, .action = "rename", .id = LOG_ID_NAME,
			       .port = s->netdev->port };
	struct link now;
	int r = link_set_name(sock, link->ifindex, name);

	if (r == 0)
		r = link_get(sock, link->ifindex, NULL, &now);
	if (r == -ENODEV)
		return say_gone(&e);
	if (r == 0 && strcmp(now.name, name) != 0)
		r = -EAGAIN;
	if (r < 0)
		return say_why_not(s, true, r);
	e.outcome = "renamed";
	log_event(LOG_INFO, &e, "renamed from %s, as %s says", link->name, s->entry->file->path);
	return EXIT_DONE;
}

static int repair_one(struct nl_sock *sock, const struct picture *picture, const char *ifname,
		      bool writes, unsigned depth);

/* A port that has another one's name and is down can be renamed out of the way.
 * Returns true if nobody has the name (as name or alternative name). */
static bool make_room(struct nl_sock *sock, const struct subject *s, bool writes, unsigned depth)
{
	const struct machine_netdev *holder = machine_netdev(&s->picture->machine, s->entry->name);
	struct link link;

	if (link_get(sock, 0, s->entry->name, &link) == -ENODEV)
		return true;
	if (!holder || !*holder->controller || depth == DEPTH_MAX || (link.flags & IFF_UP))
		return false;
	return repair_one(sock, s->picture, holder->name, writes, depth + 1) == EXIT_DONE &&
	       link_get(sock, 0, s->entry->name, &link) == -ENODEV;
}

static int repair_one(struct nl_sock *sock, const struct picture *picture, const char *ifname,
		      bool writes, unsigned depth)
{
	_cleanup_(subject_free) struct subject s = { 0 };
	struct link link;

	if (look(sock, picture, ifname, &link, &s) < 0)
		return EXIT_FAILED;
	if (subject_is_right(&s)) {
		struct log_event e = { .ifname = ifname, .action = "rename", .port = s.netdev->port };

		log_event(LOG_DEBUG, &e, "is called what it should be");
		return EXIT_DONE;
	}
	if (s.entry->reason != PLAN_GIVEN || s.up)
		return say_why_not(&s, writes, 0);
	if (!make_room(sock, &s, writes, depth))	/* an alternative name is in no picture */
		return say_why_not(&s, writes, machine_netdev(&picture->machine, s.entry->name) ? 0 : -EEXIST);
	return rename_it(sock, &s, &link);
}

int repair(struct nl_sock *sock, const struct picture *picture, const char *ifname, bool writes)
{
	int ret = EXIT_DONE;

	if (ifname)
		return repair_one(sock, picture, ifname, writes, 0);
	for (size_t i = 0; i < picture->machine.n_netdevs; i++) {
		const struct machine_netdev *d = &picture->machine.netdevs[i];
		struct link link;

		/* gone since the look, or renamed to make room for another */
		if (!*d->controller || link_get(sock, 0, d->name, &link) == -ENODEV)
			continue;
		if (repair_one(sock, picture, d->name, writes, 0) != EXIT_DONE)
			ret = EXIT_FAILED;
	}
	return ret;
}
