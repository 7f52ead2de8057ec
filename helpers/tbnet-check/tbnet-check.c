/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-check: restore what something else changed on the links of the mesh. */
#include <errno.h>
#include <libudev.h>
#include <net/if.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "conf.h"
#include "log.h"
#include "options.h"
#include "peers.h"
#include "port.h"
#include "rtnl.h"
#include "text.h"
#include "udevdb.h"
#include "words.h"

/* Skip interfaces younger than 5 s: their udev event may still be at work. */
#define SETTLED_USEC	5000000

#define TAG		"tbnet"	/* 75-tbnet-description.rules */
#define DATABASE	"/run/udev/data"

DEFINE_CLEANUP(struct udev *, cleanup_udev, udev_unref)
DEFINE_CLEANUP(struct udev_enumerate *, cleanup_enumerate, udev_enumerate_unref)

static const char help[] =
	"Usage: tbnet-check\n"
	"\n"
	"Looks once at every link of the mesh: corrects an MTU that something changed, logs\n"
	"which link is down or unfinished, resets one that is half-open. While there are\n"
	"links, tbnet-check.timer runs it; systemd also runs it whenever ifupdown2 has ended.\n"
	"\n"
	OPTIONS_HELP;

struct look {
	struct nl_sock *sock;
	struct silent silent;
	struct words seen;
	unsigned links;
	int ret;	/* of the last that failed */
};

/* A netdev that udev has tagged, or one of the driver (DATA: struct look). One that udev has not marked, though it is the
 * driver's, is one of which udev aborted the event. Goes on to the next one, whatever comes of it. */
static int look_at(const char *name, void *data)
{
	_cleanup_(udevdb_free) struct udevdb db = { 0 };
	struct look *look = data;
	struct log_event e = { .ifname = name, .action = "check" };
	unsigned ifindex = if_nametoindex(name);
	int r = 0;

	if (!text_is_ifname(name) || words_have(&look->seen, name))
		return 0;
	e.error = udevdb_read(name, &db);
	if (e.error && e.error != -ENODEV) {
		log_event(LOG_ERR, &e, "cannot read its state");
		r = e.error;
	} else if (db.marked && db.age >= SETTLED_USEC) {
		look->links++;
		r = check_link(look->sock, name, &look->silent);
	} else if (!e.error && !db.marked && ifindex) {
		/* without its database every netdev is one that udev has not seen: said of the first */
		r = access(DATABASE, F_OK) < 0 ? -errno : 0;
		if (r == 0)
			check_unfinished(name, (int)ifindex);
		else if (look->ret == 0)
			log_event(LOG_ERR, &(struct log_event){ .action = "check", .error = r },
				  "cannot read udev's database, " DATABASE "; see: systemctl status systemd-udevd");
	}
	look->ret = r < 0 ? r : look->ret;
	return words_add(&look->seen, name);
}

/* Those that udev has tagged. A host may have hundreds of other netdevs: they are not looked at. */
static int list(struct udev_enumerate *all, struct udev_list_entry **ret)
{
	int r = udev_enumerate_add_match_subsystem(all, "net");

	if (r >= 0)
		r = udev_enumerate_add_match_tag(all, TAG);
	if (r >= 0)
		r = udev_enumerate_scan_devices(all);
	if (r < 0)
		return r;
	errno = 0;
	*ret = udev_enumerate_get_list_entry(all);
	return !*ret && errno == ENOMEM ? -ENOMEM : 0;
}

static int check_all(struct look *look)
{
	_cleanup_(cleanup_udev) struct udev *udev = udev_new();
	_cleanup_(cleanup_enumerate) struct udev_enumerate *all = udev ? udev_enumerate_new(udev) : NULL;
	struct log_event e = { .action = "check" };
	struct udev_list_entry *entry = NULL;

	e.error = all ? list(all, &entry) : -ENOMEM;
	for (; !e.error && entry; entry = udev_list_entry_get_next(entry))
		e.error = look_at(strrchr(udev_list_entry_get_name(entry), '/') + 1, look);
	if (!e.error)
		e.error = port_each(look_at, look);
	if (e.error < 0)
		log_event(LOG_ERR, &e, "cannot list the netdevs");
	return e.error < 0 ? e.error : look->ret;
}

int main(int argc, char *argv[])
{
	static const struct option options[] = { OPTIONS_COMMON, { 0 } };
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	static struct look look;
	int r, r2;

	log_open("tbnet-check");
	conf_load();
	if (options_next(argc, argv, options, help, &r) == 0)
		return r;
	if (!options_end(argc, argv))
		return EXIT_USAGE;
	r = rtnl_open(RTNL_TIMEOUT_MS, &sock);
	if (r < 0) {
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "cannot open an rtnetlink socket");
		return EXIT_FAILED;
	}
	r = peers_count_boot();
	if (r < 0)
		log_event(LOG_DEBUG, &(struct log_event){ .error = r }, PEERS_FILE ": cannot count this boot");
	look = (struct look){ .sock = sock };
	r = check_all(&look);
	words_free(&look.seen);
	r2 = silent_run(&look.silent, sock);
	if (r == 0 && !look.links)
		log_plain(LOG_RIGHT, "no link on this machine; next: tbnet-status");
	return r < 0 || r2 < 0 ? EXIT_FAILED : EXIT_DONE;
}
