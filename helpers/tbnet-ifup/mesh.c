/* SPDX-License-Identifier: GPL-2.0-or-later */
/* mesh: make sure that the router id's interfaces have the addresses of their stanzas. */
#include "mesh.h"

#include <errno.h>

#include "cleanup.h"
#include "clock.h"
#include "conf.h"
#include "ifupdown2.h"
#include "interfaces.h"
#include "link.h"
#include "log.h"
#include "options.h"
#include "readback.h"
#include "rtnl.h"

/* 1 with its name in *ret if an address is missing where the interface is up, 0 if none is. */
static int find_missing(struct nl_sock *sock, const char *ifname, const struct stanza *stanza, const char **ret)
{
	_cleanup_free_ char *text = NULL;
	struct link link;
	int r = link_get(sock, 0, ifname, &link);

	if (r == 0 && !(link.flags & IFF_UP))
		return 0;
	if (r == 0)
		r = readback_addresses(sock, &link, stanza, &text, ret);
	if (r == -ENODEV)
		return 0;
	return r < 0 ? r : *ret != NULL;
}

struct mesh {
	struct nl_sock *sock;
	int64_t deadline;
};

static int complete(const char *ifname, const struct stanza *stanza, void *data)
{
	const struct mesh *m = data;
	struct log_event e = { .ifname = ifname, .action = "ifup", .attempts = MESH_ATTEMPTS }, end = { .ifname = ifname, .action = "ifup" };
	const char *missing = NULL;
	int r = find_missing(m->sock, ifname, stanza, &missing);

	for (e.attempt = 1; r == 1 && e.attempt <= MESH_ATTEMPTS; e.attempt++) {
		log_event(LOG_WARNING, &e, "up, but lacks address %s of %s:%u; running ifup again", missing, stanza->file, stanza->line);
		/* "link add" of what is there already may fail: what was read back counts */
		ifupdown2_ifup(ifname, m->deadline);
		r = find_missing(m->sock, ifname, stanza, &missing);
	}
	if (r == 0 && e.attempt > 1) {
		end.id = LOG_ID_CHANGED;
		log_event(LOG_INFO, &end, "has all addresses of its stanza");
	} else if (r) {
		end.id = LOG_ID_GAVE_UP;
		end.error = r < 0 ? r : 0;
		log_event(LOG_ERR, &end, r < 0 ? "addresses cannot be read%s" : "address %s is missing after ifup; see: ifup -v, ifquery --check",
			  r < 0 ? "" : missing);
	}
	return r;
}

int mesh_complete(void)
{
	_cleanup_free_ char *file = ifupdown2_interfaces();
	_cleanup_(sections_free) struct sections all = { 0 };
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	struct log_event e = { .action = "ifup" };
	struct mesh m;

	/* classic ifupdown has no link-type */
	if (ifupdown_tool() != IFUPDOWN_2 || !ifupdown2_is_ready())
		return EXIT_DONE;
	e.error = file ? sections_read(file, IFUPDOWN_2, &all) : -ENOMEM;
	if (e.error == 0)
		e.error = rtnl_open(RTNL_TIMEOUT_MS, &sock);
	if (e.error) {
		log_event(LOG_ERR, &e, "/etc/network/interfaces cannot be read");
		return EXIT_FAILED;
	}
	m = (struct mesh){ sock, clock_now() + (int64_t)conf_number(CONF_IFUP_WAIT) * 1000 };
	return interfaces_each_router_id(&all, complete, &m) ? EXIT_FAILED : EXIT_DONE;
}
