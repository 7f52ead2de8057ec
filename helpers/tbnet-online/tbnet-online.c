/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-online: wait until the expected links are usable, or until the time limit. */
#include <errno.h>
#include <ifaddrs.h>
#include <string.h>

#include "cephnet.h"
#include "cleanup.h"
#include "clock.h"
#include "conf.h"
#include "expected.h"
#include "file.h"
#include "log.h"
#include "online.h"
#include "options.h"
#include "rtnl.h"
#include "text.h"

DEFINE_CLEANUP(struct ifaddrs *, cleanup_ifaddrs, freeifaddrs)

static const char help[] =
	"Usage: tbnet-online [--ceph] [--wait=S] [NUMBER | IF...]\n"
	"\n"
	"Waits until the expected links are up at the MTU, with their peers: the named\n"
	"ones, or so many (TBNET_ONLINE), or every one that has a peer or lately had one.\n"
	"Exit status: 0 all, 3 some, 1 none.\n"
	"\n"
	"  --ceph           only if a network of ceph.conf is on the mesh\n"
	"  --wait=S         wait at most S seconds (TBNET_ONLINE_WAIT); 0 only looks\n"
	OPTIONS_HELP;

static char *missing_text(const struct online *o)
{
	char *text = NULL;
	size_t size = 0;
	FILE *f = open_memstream(&text, &size);

	for (unsigned i = 0; f && i < o->n; i++)
		if (o->links[i].missing)
			fprintf(f, "%s%s %s", ftell(f) ? ", " : "", o->links[i].name, o->links[i].missing);
	return f && text_finish(f, &text) == 0 ? text : NULL;
}

static int say(const struct online *o, unsigned wait)
{
	_cleanup_free_ char *missing = missing_text(o);
	struct log_event e = { .action = "online", .mtu = o->mtu, .outcome = "all" };
	const char *more = missing && *missing ? missing : "no other link exists";

	if (o->usable >= o->wanted) {
		log_event(LOG_INFO, &e, "%u of %u links usable, %u wanted", o->usable, o->n, o->wanted);
		return EXIT_DONE;
	}
	e.outcome = o->usable ? "some" : "none";
	log_event(o->usable ? LOG_WARNING : LOG_ERR, &e, "%u of %u links usable after %u s: %s; next: tbnet-status",
		  o->usable, o->wanted, wait, more);
	return o->usable ? EXIT_PARTLY : EXIT_FAILED;
}

static int run(char *const *words, unsigned n, unsigned wait)
{
	_cleanup_(expected_free) struct online o = { .mtu = conf_number(CONF_MTU) };
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	struct log_event e = { .action = "online" };

	e.error = expected_read(words, n, &o);
	if (e.error == -EINVAL)
		return EXIT_USAGE;
	if (!e.error && o.wanted == 0) {
		log_event(LOG_INFO, &e, "no link is expected: no port has a peer now, or had one in the last boots");
		return EXIT_DONE;
	}
	if (!e.error)
		e.error = rtnl_open(RTNL_TIMEOUT_MS, &sock);
	if (!e.error)
		e.error = online_wait(sock, &o, clock_now() + (int64_t)wait * 1000);
	if (e.error) {
		log_event(LOG_ERR, &e, "cannot read the links");
		return EXIT_FAILED;
	}
	return say(&o, wait);
}

static bool may_be_on_mesh(enum cephnet which, const char *network, void *data)
{
	(void)which;
	return cephnet_place(data, network) != CEPH_ON_LAN;
}

/* 1 if this host has an address in a network of Ceph's on a link of ours or on an interface with nothing below it (a
 * dummy, lo), or has no address in it, as while a link does not exist yet. 0 if all are on interfaces of a LAN, or ceph.conf
 * names no network. Else a negative errno. */
static int mesh_has_ceph(void)
{
	_cleanup_(cleanup_ifaddrs) struct ifaddrs *all = NULL;
	_cleanup_free_ char *text = NULL;
	size_t size;
	int r = file_read(CEPH_CONF, &text, &size);

	if (r < 0)
		return r == -ENOENT ? 0 : r;
	if (getifaddrs(&all) < 0)
		return -errno;
	return cephnet_any(text, may_be_on_mesh, all);
}

/* False where Ceph has nothing to wait for. On an error it waits. */
static bool ceph_waits(void)
{
	struct log_event e = { .action = "online" };
	int r = mesh_has_ceph();

	if (r == 0)
		log_event(LOG_INFO, &e, "no network of " CEPH_CONF " is on the mesh: nothing to wait for");
	e.error = r < 0 ? r : 0;
	if (r < 0)
		log_event(LOG_WARNING, &e, "cannot tell whether Ceph is on the mesh, waiting for it");
	return r != 0;
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		OPTIONS_COMMON, { "wait", required_argument, NULL, 'w' }, { "ceph", no_argument, NULL, 'c' }, { 0 }
	};
	bool ceph = false;
	unsigned wait;
	int c, r;

	log_open("tbnet-online");
	conf_load();
	wait = conf_number(CONF_ONLINE_WAIT);
	while ((c = options_next(argc, argv, options, help, &r)) > 0) {
		if (c == 'c')
			ceph = true;
		else if (!options_seconds("--wait", optarg, 0, 3600, &wait))
			return EXIT_USAGE;
	}
	if (c == 0)
		return r;
	if (ceph && !ceph_waits())
		return EXIT_DONE;
	return run(argv + optind, (unsigned)(argc - optind), wait);
}
