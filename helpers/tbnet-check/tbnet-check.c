/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-check: sets right what something else changed on the links of the mesh. */
#include <errno.h>
#include <libudev.h>
#include <string.h>

#include "check.h"
#include "conf.h"
#include "log.h"
#include "options.h"
#include "peers.h"
#include "port.h"
#include "rtnl.h"
#include "sysfs.h"
#include "text.h"
#include "unit.h"

/* A younger netdev is the business of the event that brought it. */
#define SETTLED_USEC	5000000

#define DATABASE	"/run/udev/data"

DEFINE_CLEANUP(struct udev *, cleanup_udev, udev_unref)
DEFINE_CLEANUP(struct udev_enumerate *, cleanup_enumerate, udev_enumerate_unref)
DEFINE_CLEANUP(struct udev_device *, cleanup_device, udev_device_unref)

static const char help[] =
	"Usage: tbnet-check\n"
	"Looks once at every link of the mesh: sets an MTU right that something changed,\n"
	"says which link is down or unfinished, cures one that is half open. Run every\n"
	"minute by tbnet-check.timer.\n"
	"\n"
	"  --debug    say more\n"
	"  --help, --version\n";

/* Without its database every netdev is one that udev has not seen. Said of the first. */
static int find_database(void)
{
	static struct log_event e = { .action = "check" };

	if (!e.error && access(DATABASE, F_OK) < 0) {
		e.error = -errno;
		log_event(LOG_ERR, &e, DATABASE ", udev's database, cannot be looked at; see: systemctl status systemd-udevd");
	}
	return e.error;
}

/* In the database without TBNET_PORT, or not in it at all: an event that udev
 * aborted, if the driver is ours. */
static bool is_unfinished(struct udev_device *device)
{
	struct port port;

	return port_from_path(udev_device_get_syspath(device), &port) == 0;
}

/* What libudev did not give: 0 where it is not there or gone, else said. */
static int say_missing(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct log_event e = { .ifname = slash ? slash + 1 : path, .action = "check", .error = -errno };

	if (!sysfs_is_trouble(e.error))
		return 0;
	log_event(LOG_ERR, &e, "cannot be looked at");
	return e.error;
}

static int check_device(struct nl_sock *sock, struct udev_device *device, struct heal *heal)
{
	const char *name = udev_device_get_sysname(device), *index, *port;
	uint64_t age;
	unsigned ifindex;
	int r = 0;

	if (!name)
		return say_missing(udev_device_get_syspath(device));
	errno = 0;
	index = udev_device_get_sysattr_value(device, "ifindex");
	if (!index)
		return say_missing(name);
	if (!text_is_ifname(name) || text_to_uint(index, 1, INT32_MAX, &ifindex) < 0)
		return 0;
	/* in this order: where its database cannot be read a netdev is not young */
	errno = 0;
	age = udev_device_get_is_initialized(device) ? udev_device_get_usec_since_initialized(device) : UINT64_MAX;
	if (errno == ENOMEM)
		return say_missing(name);
	if (age < SETTLED_USEC)
		return 0;
	errno = 0;
	port = udev_device_get_property_value(device, "TBNET_PORT");
	if (port)
		r = unit_check(name, (int)ifindex);
	if (port)
		return check_link(sock, name, heal->mtu, heal) < 0 || r < 0 ? -EIO : 0;
	if (sysfs_is_trouble(-errno))
		return say_missing(name);
	if (!is_unfinished(device))
		return 0;
	if (find_database() < 0)
		return find_database();
	check_unfinished(name, (int)ifindex);
	return 0;
}

/* Every netdev is looked at, whatever happened to the one before. */
static int check_all(struct nl_sock *sock, struct heal *heal)
{
	_cleanup_(cleanup_udev) struct udev *udev = udev_new();
	_cleanup_(cleanup_enumerate) struct udev_enumerate *all = udev ? udev_enumerate_new(udev) : NULL;
	struct log_event e = { .error = all ? 0 : -ENOMEM };
	struct udev_list_entry *entry = NULL;
	int ret = 0, r;

	if (!e.error)
		e.error = udev_enumerate_add_match_subsystem(all, "net");
	if (e.error >= 0)
		e.error = udev_enumerate_scan_devices(all);
	if (e.error >= 0) {
		errno = 0;
		entry = udev_enumerate_get_list_entry(all);
		e.error = !entry && errno == ENOMEM ? -ENOMEM : 0;
	}
	if (e.error < 0) {
		log_event(LOG_ERR, &e, "cannot list the netdevs");
		return e.error;
	}
	for (; entry; entry = udev_list_entry_get_next(entry)) {
		const char *path = udev_list_entry_get_name(entry);
		_cleanup_(cleanup_device) struct udev_device *device = udev_device_new_from_syspath(udev, path);

		r = device ? check_device(sock, device, heal) : say_missing(path);
		if (r < 0)
			ret = r;
	}
	return ret;
}

int main(int argc, char *argv[])
{
	static const struct option options[] = { OPTIONS_COMMON, { 0 } };
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	struct heal heal;
	int r, r2;

	log_open("tbnet-check");
	conf_load();
	if (options_next(argc, argv, options, help, &r) == 0)
		return r;
	if (argc != optind) {
		log_plain(LOG_ERR, "takes no arguments");
		return EXIT_USAGE;
	}
	heal_conf_read(conf_number(CONF_MTU), &heal);
	r = rtnl_open(RTNL_TIMEOUT_MS, &sock);
	if (r < 0) {
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "no rtnetlink socket");
		return EXIT_FAILED;
	}
	r = peers_count_boot();
	if (r < 0)
		log_event(LOG_DEBUG, &(struct log_event){ .error = r }, PEERS_FILE ": this boot cannot be counted");
	r = check_all(sock, &heal);
	r2 = heal_run(&heal, sock);
	return r < 0 || r2 < 0 ? EXIT_FAILED : EXIT_DONE;
}
