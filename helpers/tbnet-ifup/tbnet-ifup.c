/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-ifup: gives a new netdev the addresses that ifupdown2 has for its name. */
#include <errno.h>
#include <stdbool.h>
#include <string.h>

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

static const char help[] =
	"Usage: tbnet-ifup IF\n"
	"Runs ifup of ifupdown2 for IF, if it has a stanza for it, and reads back MTU and\n"
	"addresses. ifupdown2 does this at boot only, and a netdev is new after each replug.\n"
	"\n"
	"  --debug    say more\n"
	"  --help, --version\n";

static int nothing(struct log_event *e, int priority, const char *why)
{
	e->outcome = "nothing";
	log_event(priority, e, "%s", why);
	return EXIT_DONE;
}

/* True if ifup is to be run; else *ret is the exit code, said. */
static bool is_wanted(struct log_event *e, struct stanza *stanza, int64_t deadline, int *ret)
{
	_cleanup_free_ char *file = ifupdown2_interfaces();
	int installed = ifupdown2_is_installed();

	if (installed == 0) {
		*ret = nothing(e, LOG_DEBUG, "ifupdown2 is not installed, nothing to do");
		return false;
	}
	e->error = installed < 0 ? installed : file ? interfaces_find(file, IFUPDOWN_2, e->ifname, stanza) : -ENOMEM;
	if (e->error < 0) {
		log_event(LOG_ERR, e, installed < 0 ? "whether ifupdown2 is installed cannot be told" : "/etc/network/interfaces cannot be read");
		*ret = EXIT_FAILED;
		return false;
	}
	if (!stanza->found && !stanza->unsure)
		*ret = nothing(e, LOG_DEBUG, "no stanza in /etc/network/interfaces, nothing to do");
	else if (!ifupdown2_is_ready())
		*ret = nothing(e, LOG_WARNING, "stanza not applied: ifupdown2 has done nothing since boot (no " IFUPDOWN2_READY "); see: systemctl status networking.service");
	else if (stanza->unsure && !ifupdown2_knows(e->ifname, deadline))
		*ret = nothing(e, stanza->found ? LOG_WARNING : LOG_DEBUG, stanza->found ?
			       "there is a stanza, but this ifupdown2 does not see it: name the file with its full path in a source line" :
			       "ifquery knows no stanza, nothing to do");
	else
		return true;
	return false;
}

static int gone(struct log_event *e)
{
	e->error = 0;
	e->outcome = "gone";
	log_event(LOG_INFO, e, "gone while ifup was at work");
	return EXIT_DONE;
}

static int say_failed(struct log_event *e, int r, unsigned wait)
{
	const char *name = e->ifname;

	e->id = LOG_ID_GAVE_UP;
	e->outcome = "failed";
	if (r == IFUPDOWN2_BUSY)
		log_event(LOG_ERR, e, "ifup was not run: another ifup or ifreload has been at work for %u s (TBNET_IFUP_WAIT); later: ifup %s",
			  wait, name);
	else if (r == -ETIMEDOUT)
		log_event(LOG_ERR, e, "ifup did not end within %u s (TBNET_IFUP_WAIT) and was ended; see: ifup -v %s", wait, name);
	else if (r == -EROFS)
		log_event(LOG_ERR, e, "ifup cannot write its lock in /run/network");
	else if (r < 0)
		log_event(LOG_ERR, e, "ifup cannot be run: %s", strerror(-r));
	else
		log_event(LOG_ERR, e, "ifup failed with exit code %d; see: ifup -v %s, ifquery --check %s", r, name, name);
	return EXIT_FAILED;
}

/* Success is what was read back, not what ifup says. */
static int check(struct nl_sock *sock, struct link *link, const struct stanza *stanza, struct log_event *e)
{
	_cleanup_free_ char *text = NULL;
	const char *missing;

	e->error = readback_addresses(sock, link, stanza, &text, &missing);
	e->id = e->error || missing ? LOG_ID_GAVE_UP : LOG_ID_CHANGED;
	e->outcome = e->error || missing ? "failed" : "applied";
	if (e->error) {
		log_event(LOG_ERR, e, "addresses cannot be read back after ifup");
		return EXIT_FAILED;
	}
	if (missing) {
		log_event(LOG_ERR, e, "address %s of %s is missing after ifup; see: ifquery --check %s",
			  missing, stanza->file, link->name);
		return EXIT_FAILED;
	}
	log_event(LOG_INFO, e, "ifup done: MTU %u, %s%s", link->mtu, *text ? "addresses" : "no addresses", text);
	return EXIT_DONE;
}

static int ifup(struct nl_sock *sock, struct link *link, const struct stanza *stanza, unsigned mtu,
		unsigned wait, int64_t deadline)
{
	struct log_event e = { .ifname = link->name, .action = "ifup", .mtu = mtu };
	int r = ifupdown2_ifup(link->name, deadline);

	e.error = readback_mtu(sock, link, stanza, mtu);
	if (e.error == -ENODEV)
		return gone(&e);
	if (e.error) {
		e.id = LOG_ID_GAVE_UP;
		e.outcome = "failed";
		log_event(LOG_ERR, &e, "MTU %u cannot be set back after ifup", mtu);
		return EXIT_FAILED;
	}
	return r == 0 ? check(sock, link, stanza, &e) : say_failed(&e, r, wait);
}

static int run(const char *ifname)
{
	struct log_event e = { .ifname = ifname, .action = "ifup" };
	_cleanup_(interfaces_free) struct stanza stanza = { 0 };
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	unsigned wait = conf_number(CONF_IFUP_WAIT);
	struct link link;
	int64_t deadline = clock_now() + (int64_t)wait * 1000;
	int r;

	e.error = rtnl_open(RTNL_TIMEOUT_MS, &sock);
	if (!e.error)
		e.error = link_get(sock, 0, ifname, &link);
	if (e.error == -ENODEV) {
		e.error = 0;
		return nothing(&e, LOG_DEBUG, "no such interface, nothing to do");
	}
	if (e.error) {
		log_event(LOG_ERR, &e, "cannot be looked up");
		return EXIT_FAILED;
	}
	if (!is_wanted(&e, &stanza, deadline, &r))
		return r;
	return ifup(sock, &link, &stanza, conf_number(CONF_MTU), wait, deadline);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = { OPTIONS_COMMON, { 0 } };
	const char *ifname;
	int c, r;

	log_open("tbnet-ifup");
	conf_load();
	c = options_next(argc, argv, options, help, &r);
	if (c == 0)
		return r;
	ifname = options_interface(argc, argv);
	return ifname ? run(ifname) : EXIT_USAGE;
}
