/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-up: bring one netdev up at the MTU of the mesh, and read that back. */
#include <errno.h>
#include <string.h>

#include "admit.h"
#include "conf.h"
#include "link.h"
#include "log.h"
#include "meant.h"
#include "mtu.h"
#include "options.h"
#include "port.h"
#include "rtnl.h"
#include "text.h"
#include "wait.h"

static const char help[] =
	"Usage: tbnet-up [--wait[=S] | --ifindex=N] [--force] IF\n"
	"\n"
	"Brings IF up at the MTU of its stanza, else of TBNET_LINK_MTU or TBNET_MTU (65520),\n"
	"in one message to the kernel, and reads both back.\n"
	"\n"
	"  --wait[=S]       try again after errors (TBNET_ATTEMPTS), wait S seconds at most\n"
	"                   (TBNET_CARRIER_WAIT) for the peer's login, and reset the link if\n"
	"                   its login is stuck (TBNET_RESET)\n"
	"  --ifindex=N      only if IF still has this ifindex; for udev, whose events may be\n"
	"                   late\n"
	"  --force          also an interface that is no Thunderbolt link, or whose peer is not\n"
	"                   in TBNET_PEERS\n"
	OPTIONS_HELP;

static int say_gone(const char *ifname, unsigned mtu)
{
	log_event(LOG_INFO, &(struct log_event){ .ifname = ifname, .action = "up", .mtu = mtu, .outcome = "gone" },
		  "gone before it was up");
	return EXIT_DONE;
}

/* Set up already, it is somebody else's doing. */
static int say_unlisted(const struct link *link, const struct port *peer)
{
	struct log_event e = { .ifname = link->name, .action = "up", .port = peer->number, .outcome = "unlisted" };

	log_event(conf_from_udev() ? LOG_DEBUG : LOG_WARNING, &e, "%s: its peer %s%s%s is not in TBNET_PEERS; to use it: add the UUID there, then tbnet-up --wait %s",
		  link->flags & IFF_UP ? "not touched" : "stays down", *peer->peer_name ? peer->peer_name : "", *peer->peer_name ? ", " : "",
		  *peer->peer ? peer->peer : "without a UUID", link->name);
	return EXIT_DONE;
}

/* One attempt, for RUN: never waits for more than the kernel's answer. */
static int up_once(struct nl_sock *sock, struct link *link, unsigned mtu)
{
	struct log_event e = { .ifname = link->name, .action = "up", .mtu = mtu };
	int r = link_ensure(sock, link, mtu);

	if (r >= 0) {
		e.id = r ? LOG_ID_CHANGED : NULL;
		log_event(r ? LOG_INFO : LOG_RIGHT, &e, r ? "up at MTU %u" : "is already up at MTU %u", mtu);
		return EXIT_DONE;
	}
	if (r == -ENODEV)
		return say_gone(link->name, mtu);
	e.error = r;
	e.id = LOG_ID_GAVE_UP;
	log_event(LOG_ERR, &e, "cannot be brought up at MTU %u", mtu);
	return EXIT_FAILED;
}

/* CARRIER_WAIT in s, 0: the setting. */
static int run(const char *ifname, unsigned ifindex, bool wait, unsigned carrier_wait, bool force)
{
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	unsigned mtu = mtu_setting(ifname);
	struct port peer;
	struct link link = { 0 };
	int r;

	if (!conf_from_udev())	/* which has milliseconds, and its unit follows */
		meant_mtu(ifname, &mtu);
	r = rtnl_open(RTNL_TIMEOUT_MS, &sock);
	if (r == 0)
		r = link_get(sock, (int)ifindex, ifname, &link);
	/* another netdev may have taken the name, or this one has another */
	if (r == 0 && ifindex && strcmp(link.name, ifname) != 0)
		r = -ENODEV;
	if (r == -ENODEV && ifindex)
		return say_gone(ifname, mtu);
	if (r < 0) {
		struct log_event e = { .ifname = ifname, .error = r == -ENODEV ? 0 : r };

		e.outcome = wait && r == -ENODEV ? "gone" : NULL;
		log_event(LOG_ERR, &e, r == -ENODEV ? "no such interface; next: tbnet-status" : "cannot read its state");
		return e.outcome ? EXIT_PARTLY : EXIT_FAILED;
	}
	if (!force && !port_is_ours(link.name, link.ifindex)) {
		log_event(LOG_ERR, &(struct log_event){ .ifname = link.name },
			  "not a Thunderbolt link, not touched; to bring it up anyway: tbnet-up --force %s", link.name);
		return EXIT_USAGE;
	}
	if (!force && !admit_link(link.name, &peer))
		return say_unlisted(&link, &peer);
	return wait ? wait_usable(sock, &link, mtu, carrier_wait ? carrier_wait : conf_number(CONF_CARRIER_WAIT)) : up_once(sock, &link, mtu);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		OPTIONS_COMMON, { "wait", optional_argument, NULL, 'w' }, { "ifindex", required_argument, NULL, 'i' },
		{ "force", no_argument, NULL, 'f' }, { 0 }
	};
	unsigned ifindex = 0, carrier_wait = 0;	/* any; the setting */
	bool wait = false, force = false;
	const char *ifname;
	int c, r;

	log_open("tbnet-up");
	conf_load();
	while ((c = options_next(argc, argv, options, help, &r)) > 0) {
		wait |= c == 'w';
		force |= c == 'f';
		if (c == 'w' && optarg && !options_seconds("--wait", optarg, 1, 3600, &carrier_wait))
			return EXIT_USAGE;
		if (c == 'i' && text_to_uint(optarg, 1, INT32_MAX, &ifindex) < 0) {
			log_plain(LOG_ERR, "--ifindex: \"%s\" is not a number from 1 to %d", optarg, INT32_MAX);
			return EXIT_USAGE;
		}
	}
	if (c == 0)
		return r;
	if (wait && ifindex) {
		log_plain(LOG_ERR, "--wait and --ifindex cannot be combined");
		return EXIT_USAGE;
	}
	ifname = options_interface(argc, argv);
	return ifname ? run(ifname, ifindex, wait, carrier_wait, force) : EXIT_USAGE;
}
