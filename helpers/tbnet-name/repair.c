/* SPDX-License-Identifier: GPL-2.0-or-later */
/* repair: give netdevs that are down their right names. */
#include "tbnet-name.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "link.h"
#include "log.h"
#include "options.h"

static int say_not_found(const char *ifname, int error)
{
	struct log_event e = { .ifname = ifname, .action = "rename", .error = error == -ENODEV ? 0 : error };

	log_event(LOG_ERR, &e, error == -ENODEV ? "no such interface" : "cannot read its state");
	return error;
}

int repair_find(struct nl_sock *sock, const char *ifname, struct link *ret)
{
	int r = link_get(sock, 0, ifname, ret);

	return r < 0 ? say_not_found(ifname, r) : 0;
}

int repair_look(const struct picture *picture, const struct link *link, struct subject *ret)
{
	struct log_event e = { .ifname = link->name, .action = "rename" };
	int r = subject_read(picture, link->name, link->flags, ret);

	if (r < 0) {
		e.error = r == -ENODEV ? 0 : r;
		log_event(LOG_ERR, &e, r == -ENODEV ? "not a Thunderbolt interface" : "cannot read its port");
	}
	return r;
}

static int say_why_not(const struct subject *s, int error)
{
	_cleanup_(explanation_free) struct explanation why = { 0 };
	struct log_event e = { .ifname = s->netdev->name, .action = "rename", .id = LOG_ID_NAME,
			       .port = s->netdev->port, .outcome = "not-renamed", .error = error };
	const char *name = *subject_name(s) ? subject_name(s) : s->entry->meant.wanted;

	if (error)
		log_event(LOG_ERR, &e, "cannot be renamed to %s", name);
	else if (explain(s, &why) == 0)
		log_event(LOG_ERR, &e, "should be %s, not renamed: %s; next: %s", name, why.cause, why.next);
	return EXIT_FAILED;
}

/* The name is free and the netdev is down: renames it, and reads back. */
static int rename_it(struct nl_sock *sock, const struct subject *s, const struct link *link)
{
	const char *name = subject_name(s);
	struct log_event e = { .ifname = name, .action = "rename", .id = LOG_ID_NAME,
			       .port = s->netdev->port };
	struct link now;
	int r = link_set_name(sock, link->ifindex, name);

	if (r == 0)
		r = link_get(sock, link->ifindex, NULL, &now);
	if (r == -ENODEV) {
		e.outcome = "gone";
		log_event(LOG_INFO, &e, "gone before it was renamed");
		return EXIT_DONE;
	}
	if (r == 0 && strcmp(now.name, name) != 0)
		r = -EAGAIN;
	if (r < 0)
		return say_why_not(s, r);
	e.outcome = "renamed";
	log_event(LOG_INFO, &e, "renamed from %s", link->name);
	return EXIT_DONE;
}

static int say_right(const struct subject *s, const char *ifname)
{
	struct log_event e = { .ifname = ifname, .action = "rename", .port = s->netdev->port };

	log_event(LOG_RIGHT, &e, "already has the right name");
	return EXIT_DONE;
}

static int repair_one(struct nl_sock *sock, const struct picture *picture, const struct link *link, bool *renamed)
{
	_cleanup_(subject_free) struct subject s = { 0 };
	struct link holder;
	int r;

	if (repair_look(picture, link, &s) < 0)
		return EXIT_FAILED;
	if (subject_is_right(&s))
		return say_right(&s, link->name);
	if (!*subject_name(&s) || s.up)
		return say_why_not(&s, 0);
	r = link_get(sock, 0, subject_name(&s), &holder);
	/* at boot udev gives it its name meanwhile */
	if (r == 0 && holder.ifindex == link->ifindex && strcmp(holder.name, subject_name(&s)) == 0)
		return say_right(&s, holder.name);
	if (r != -ENODEV)
		return say_why_not(&s, r < 0 || machine_netdev(&picture->machine, subject_name(&s)) ? r : -EEXIST);
	if (!renamed) {
		printf("%s: rename to %s\n", link->name, subject_name(&s));
		return EXIT_PARTLY;
	}
	*renamed = true;
	return rename_it(sock, &s, link);
}

int repair(struct nl_sock *sock, const struct picture *picture, const char *ifname, bool *renamed)
{
	struct link link;
	int r, ret = EXIT_DONE;
	bool any = false;

	if (ifname)
		return repair_find(sock, ifname, &link) < 0 ? EXIT_FAILED : repair_one(sock, picture, &link, renamed);
	for (size_t i = 0; i < picture->machine.n_netdevs; i++) {
		const struct machine_netdev *d = &picture->machine.netdevs[i];

		any = any || *d->controller;
		r = *d->controller ? link_get(sock, 0, d->name, &link) : -ENODEV;
		if (r == -ENODEV)	/* gone, or udev has just given it its name */
			continue;
		r = r < 0 ? say_not_found(d->name, r) : repair_one(sock, picture, &link, renamed);
		if (r != EXIT_DONE && ret != EXIT_FAILED)
			ret = r < 0 ? EXIT_FAILED : r;
	}
	if (!any)
		log_plain(LOG_RIGHT, "no link on this machine; next: tbnet-status");
	return ret;
}
