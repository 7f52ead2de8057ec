/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-check: restore what something else changed on the links of the mesh. */
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

/* Skip interfaces younger than 5 s: their udev event may still be at work. */
#define SETTLED_USEC	5000000

#define TAG		"tbnet"	/* 75-tbnet-description.rules */
#define DATABASE	"/run/udev/data"

DEFINE_CLEANUP(struct udev *, cleanup_udev, udev_unref)
DEFINE_CLEANUP(struct udev_enumerate *, cleanup_enumerate, udev_enumerate_unref)
DEFINE_CLEANUP(struct udev_device *, cleanup_device, udev_device_unref)

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
	struct udev *udev;
	struct silent silent;
	unsigned links;
	int ret;	/* of the last that failed */
};

/* Without its database every netdev is one that udev has not seen. Said of the first. */
static int find_database(void)
{
	static struct log_event e = { .action = "check" };

	if (!e.error && access(DATABASE, F_OK) < 0) {
		e.error = -errno;
		log_event(LOG_ERR, &e, "cannot read udev's database, " DATABASE "; see: systemctl status systemd-udevd");
	}
	return e.error;
}

/* Handles a device that libudev did not give: 0 if it is missing or gone, else logs the error. */
static int say_missing(const char *path)
{
	const char *slash = strrchr(path, '/');
	struct log_event e = { .ifname = slash ? slash + 1 : path, .action = "check", .error = -errno };

	if (!sysfs_is_trouble(e.error))
		return 0;
	log_event(LOG_ERR, &e, "cannot read its state");
	return e.error;
}

/* True for a link of the mesh that udev has finished long enough ago. */
static bool is_settled(struct udev_device *device, int *ret_error)
{
	uint64_t age;

	/* in this order: where its database cannot be read a netdev is not young */
	errno = 0;
	age = udev_device_get_is_initialized(device) ? udev_device_get_usec_since_initialized(device) : UINT64_MAX;
	if (age < SETTLED_USEC || !udev_device_get_property_value(device, "TBNET_PORT")) {
		*ret_error = sysfs_is_trouble(-errno) ? say_missing(udev_device_get_syspath(device)) : 0;
		return false;
	}
	return true;
}

static int check_device(struct look *look, struct udev_device *device)
{
	const char *name = udev_device_get_sysname(device);
	int r = 0;

	if (!name || !text_is_ifname(name))
		return name ? 0 : say_missing(udev_device_get_syspath(device));
	if (!is_settled(device, &r))
		return r;
	look->links++;
	return check_link(look->sock, name, &look->silent);
}

/* A netdev of the driver that is in udev's database without TBNET_PORT, or not in it at all: an event that udev aborted. */
static int check_driver(const char *name, void *data)
{
	_cleanup_(cleanup_device) struct udev_device *device = NULL;
	struct look *look = data;
	const char *index;
	unsigned ifindex;
	int r;

	errno = 0;
	device = udev_device_new_from_subsystem_sysname(look->udev, "net", name);
	index = device ? udev_device_get_sysattr_value(device, "ifindex") : NULL;
	if (!index) {
		r = say_missing(name);
	} else {
		errno = 0;
		if (text_to_uint(index, 1, INT32_MAX, &ifindex) < 0 || udev_device_has_tag(device, TAG))
			return 0;
		if (udev_device_get_property_value(device, "TBNET_PORT")) {	/* its last event was before the tag */
			r = check_device(look, device);
			look->ret = r < 0 ? r : look->ret;
			return 0;
		}
		r = sysfs_is_trouble(-errno) ? say_missing(name) : find_database();
		if (r == 0)
			check_unfinished(name, (int)ifindex);
	}
	look->ret = r < 0 ? r : look->ret;
	return 0;
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

/* Every link is looked at, whatever happened to the one before. */
static int check_all(struct look *look)
{
	_cleanup_(cleanup_enumerate) struct udev_enumerate *all = look->udev ? udev_enumerate_new(look->udev) : NULL;
	struct log_event e = { .action = "check" };
	struct udev_list_entry *entry = NULL;

	e.error = all ? list(all, &entry) : -ENOMEM;
	if (!e.error) {
		for (; entry; entry = udev_list_entry_get_next(entry)) {
			const char *path = udev_list_entry_get_name(entry);
			_cleanup_(cleanup_device) struct udev_device *device = udev_device_new_from_syspath(look->udev, path);
			int r = device ? check_device(look, device) : say_missing(path);

			look->ret = r < 0 ? r : look->ret;
		}
		e.error = port_each(check_driver, look);
	}
	if (e.error < 0)
		log_event(LOG_ERR, &e, "cannot list the netdevs");
	return e.error < 0 ? e.error : look->ret;
}

int main(int argc, char *argv[])
{
	static const struct option options[] = { OPTIONS_COMMON, { 0 } };
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	_cleanup_(cleanup_udev) struct udev *udev = NULL;
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
	udev = udev_new();
	look = (struct look){ .sock = sock, .udev = udev };
	r = check_all(&look);
	r2 = silent_run(&look.silent, sock);
	if (r == 0 && !look.links)
		log_plain(LOG_RIGHT, "no link on this machine; next: tbnet-status");
	return r < 0 || r2 < 0 ? EXIT_FAILED : EXIT_DONE;
}
