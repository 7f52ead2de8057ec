/* SPDX-License-Identifier: GPL-2.0-or-later */
/* judge: is a netdev called what it should be? */
#include "judge.h"

#include <errno.h>
#include <stdio.h>

#include "cleanup.h"
#include "explain.h"
#include "link.h"
#include "log.h"
#include "options.h"

int judge_look(struct nl_sock *sock, const struct picture *picture, const char *ifname,
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

int judge(struct nl_sock *sock, const struct picture *picture, const char *ifname, bool writes)
{
	_cleanup_(explanation_free) struct explanation why = { 0 };
	_cleanup_(subject_free) struct subject s = { 0 };
	struct log_event e = { .ifname = ifname, .action = "rename" };
	struct link link;

	if (judge_look(sock, picture, ifname, &link, &s) < 0)
		return EXIT_FAILED;
	if (subject_is_right(&s)) {
		const char *file = s.entry->file ? s.entry->file->path : s.db.link_file;

		printf("%s: right, port %u of %s: %s%s\n", ifname, s.netdev->port, s.netdev->controller, file,
		       s.entry->reason == PLAN_GIVEN && !*s.entry->name ? " gives it no name" : "");
		return options_printed(EXIT_DONE);
	}
	e.error = explain(&s, writes, &why);
	if (e.error < 0) {
		log_event(LOG_ERR, &e, "is not right, and why cannot be told");
		return EXIT_FAILED;
	}
	printf("%s: not right, port %u of %s should be %s\n", ifname, s.netdev->port, s.netdev->controller,
	       *s.entry->name ? s.entry->name : "named");
	printf("%s: because %s\n%s: next: %s\n", ifname, why.cause, ifname, why.next);
	return options_printed(EXIT_FAILED);
}
