/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repair: netdevs get the names that the .link files say, where that is safe. */
#include "repair.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "judge.h"
#include "cleanup.h"
#include "explain.h"
#include "link.h"
#include "log.h"
#include "options.h"
#include "stop.h"

/* Netdevs that wait for each other's names: no more than ports there are. */
#define LINE_MAX_LENGTH	8
#define ANY_NAME	"thunderbolt%d"	/* the kernel's next */

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

/* *ret_link is what it was, if there is one. */
static int repair_one(struct nl_sock *sock, const struct picture *picture, const char *ifname,
		      bool writes, struct link *ret_link)
{
	_cleanup_(subject_free) struct subject s = { 0 };
	struct link holder;
	int r;

	if (judge_look(sock, picture, ifname, ret_link, &s) < 0)
		return EXIT_FAILED;
	if (subject_is_right(&s)) {
		struct log_event e = { .ifname = ifname, .action = "rename", .port = s.netdev->port };

		log_event(LOG_DEBUG, &e, "is called what it should be");
		return EXIT_DONE;
	}
	if (s.entry->reason != PLAN_GIVEN || s.up)
		return say_why_not(&s, writes, 0);
	/* an alternative name is found, too, and is in no picture */
	r = link_get(sock, 0, s.entry->name, &holder);
	if (r == 0)
		return say_why_not(&s, writes, machine_netdev(&picture->machine, s.entry->name) ? 0 : -EEXIST);
	if (r != -ENODEV)
		return say_why_not(&s, writes, r);
	return rename_it(sock, &s, ret_link);
}

/* The port that has the name which this one should have, is to have another one
 * itself, and is down: it can make room. Returns 1, 0: there is none, or a negative errno. */
static int in_the_way(struct nl_sock *sock, const struct picture *picture, const char *ifname, const char **ret)
{
	const struct machine_netdev *d = machine_netdev(&picture->machine, ifname);
	const struct plan_entry *e = d && *d->controller ?
		plan_find(&picture->plan, d->controller, d->port) : NULL;
	_cleanup_(subject_free) struct subject s = { 0 };
	struct link link;
	int r;

	if (!e || !*e->name || strcmp(e->name, ifname) == 0)
		return 0;
	r = link_get(sock, 0, e->name, &link);
	if (r == 0 && (link.flags & IFF_UP))
		return 0;
	if (r == 0)
		r = subject_read(picture, e->name, link.flags, &s);
	if (r < 0)
		return r == -ENODEV ? 0 : r;
	if (subject_is_right(&s))
		return 0;
	*ret = s.netdev->name;
	return 1;
}

/* The name that it had; else it is said what it is called now. */
static void put_back(struct nl_sock *sock, const struct link *was)
{
	struct log_event e = { .ifname = was->name, .action = "rename", .id = LOG_ID_NAME, .outcome = "not-renamed" };
	struct link now = *was;

	e.error = link_set_name(sock, was->ifindex, was->name);
	if (e.error == 0)
		log_event(LOG_INFO, &e, "keeps its name");
	else if (link_get(sock, was->ifindex, NULL, &now) == 0 && strcmp(now.name, was->name) != 0)
		log_event(LOG_ERR, &e, "is called %s now, and cannot get its name back", now.name);
}

/* Those that were reached, the last one first, and the one that made room in the end. */
static void put_all_back(struct nl_sock *sock, const struct link *was, size_t n)
{
	for (size_t i = 1; i <= n; i++)
		if (was[i % n].ifindex)
			put_back(sock, &was[i % n]);
}

/* They have each other's names: the first gives its own up until the others have theirs. All of them or none, though
 * systemd stops the unit of a name that goes, which may be what runs this. */
static int repair_ring(struct nl_sock *sock, const struct picture *picture, const char *const *line,
		       size_t n, bool writes)
{
	_cleanup_hold_ sigset_t held = stop_hold();
	_cleanup_(subject_free) struct subject s = { 0 };
	struct link was[LINE_MAX_LENGTH] = { 0 };
	int r, ret = EXIT_DONE;

	if (judge_look(sock, picture, line[0], &was[0], &s) < 0)
		return EXIT_FAILED;
	r = s.up ? 0 : link_set_name(sock, was[0].ifindex, ANY_NAME);
	if (r < 0 || s.up)
		ret = say_why_not(&s, writes, r);
	for (size_t i = n - 1; i > 0 && ret == EXIT_DONE; i--)
		ret = repair_one(sock, picture, line[i], writes, &was[i]);
	if (ret == EXIT_DONE) {
		ret = rename_it(sock, &s, &was[0]);
		/* it may have its new name, though that was not read back */
		if (ret != EXIT_DONE)
			link_set_name(sock, was[0].ifindex, ANY_NAME);
	}
	if (ret != EXIT_DONE && !s.up)
		put_all_back(sock, was, n);
	return ret;
}

/* Those in the way come first, the last of them before all others. */
static int repair_line(struct nl_sock *sock, const struct picture *picture, const char *ifname,
		       bool writes)
{
	const char *line[LINE_MAX_LENGTH] = { ifname };
	struct link was;
	size_t n = 1;
	int r = 0, ret = EXIT_DONE;

	for (; n < LINE_MAX_LENGTH && (r = in_the_way(sock, picture, line[n - 1], &line[n])) > 0; n++)
		if (strcmp(line[n], ifname) == 0)
			return repair_ring(sock, picture, line, n, writes);
	if (r < 0) {
		log_event(LOG_ERR, &(struct log_event){ .ifname = line[n - 1], .action = "rename", .error = r },
			  "is left as it is: what has its name cannot be looked at");
		return EXIT_FAILED;
	}
	while (n-- > 0)
		if (repair_one(sock, picture, line[n], writes, &was) != EXIT_DONE)
			ret = EXIT_FAILED;
	return ret;
}

int repair(struct nl_sock *sock, const struct picture *picture, const char *ifname, bool writes)
{
	_cleanup_free_ struct link *seen = NULL;
	int ret = EXIT_DONE;

	if (ifname)
		return repair_line(sock, picture, ifname, writes);
	seen = calloc(picture->machine.n_netdevs + 1, sizeof(*seen));
	if (!seen) {
		log_event(LOG_ERR, &(struct log_event){ .action = "rename", .error = -ENOMEM }, "nothing was renamed");
		return EXIT_FAILED;
	}
	for (size_t i = 0; i < picture->machine.n_netdevs; i++)
		if (*picture->machine.netdevs[i].controller)
			link_get(sock, 0, picture->machine.netdevs[i].name, &seen[i]);
	for (size_t i = 0; i < picture->machine.n_netdevs; i++) {
		const struct machine_netdev *d = &picture->machine.netdevs[i];
		struct link link;
		int r = *d->controller ? link_get(sock, 0, d->name, &link) : -ENODEV;

		/* gone since the look, or renamed to make room for another, which may have the name now */
		if (r == -ENODEV || (r == 0 && seen[i].ifindex && link.ifindex != seen[i].ifindex))
			continue;
		if (repair_line(sock, picture, d->name, writes) != EXIT_DONE)
			ret = EXIT_FAILED;
	}
	return ret;
}
