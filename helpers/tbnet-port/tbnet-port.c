/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-port: print the port, controller, peer and name of a thunderbolt-net netdev as udev properties. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "instance.h"
#include "log.h"
#include "names.h"
#include "options.h"
#include "port.h"
#include "text.h"

static const char help[] =
	"Usage: tbnet-port SYSPATH [IFINDEX]\n"
	"       tbnet-port --instance=IF\n"
	"\n"
	"Prints the port, controller, peer and name of the thunderbolt-net netdev at SYSPATH\n"
	"(/sys/devices/.../net/en05) as udev properties; nothing for other netdevs.\n"
	"\n"
	"  --instance=IF    print the instance of tbnet-link@.service for this name\n"
	OPTIONS_HELP;

/* What is printed; stdio would cost udev more than all that is read. */
static char out[1024];
static size_t used;

static void put(const char *s)
{
	size_t n = strlen(s);

	if (used + n < sizeof(out)) {
		memcpy(out + used, s, n);
		used += n;
	}
}

/* udev strips blanks and one pair of quotes, so a value that has some gets a pair for udev to strip. */
static void print_text(const char *key, const char *value)
{
	const char *quote = value[strcspn(value, " \"'")] ? "\"" : "";
	const char *const parts[] = { key, "=", quote, value, quote, "\n" };

	for (size_t i = 0; *value && i < sizeof(parts) / sizeof(*parts); i++)
		put(parts[i]);
}

/* Of up to three digits, without zeros before it. */
static void print_number(const char *key, unsigned value)
{
	const char digits[] = { (char)('0' + value / 100 % 10), (char)('0' + value / 10 % 10), (char)('0' + value % 10), '\0' };

	print_text(key, digits + strspn(digits, "0"));
}

static void print_port(const struct port *p)
{
	print_number("TBNET_PORT", p->number);
	print_text("TBNET_CONTROLLER", p->controller);
	print_text("TBNET_SERVICE", p->service);
	print_text("TBNET_PEER", p->peer);
	print_text("TBNET_PEER_NAME", p->peer_name);
	print_text("TBNET_SPEED", p->speed);
	print_number("TBNET_LANES", p->lanes);
}

/* The files that speak of a port of ours, or give a name like ours. */
static int read_files(const struct record *record, const struct port *p, struct link_files *ret)
{
	const char *const words[] = {
		"=en", "= en", "thunderbolt", "TBNET_", p->controller, record_name(record, p->controller, p->number), NULL
	};

	return link_files_read_with(words, ret);
}

/* The name that udev's "database" policy gives it. Without one it keeps the kernel's for now. A name that
 * is not its controller's comes from a .link file of its own, before those for the whole controller. An event of
 * before a rename has the old name in its path: IFINDEX says which netdev it is, or 0: the one with that name. */
static int print_name(const char *syspath, unsigned ifindex, const struct port *p)
{
	struct controllers controllers = { .n = 0 };
	struct machine_netdev cables[CABLES_MAX];
	struct record record = { .n = 0 };
	_cleanup_(link_files_free) struct link_files files = { 0 };
	struct names names = {
		.controllers = &controllers, .record = &record, .files = &files, .controller = p->controller, .cables = cables,
	};
	const char *ifname = strrchr(syspath, '/') + 1;
	struct names_answer m;
	int r = controllers_read(&controllers), n;

	if (r == 0)
		r = record_read(&controllers, &record);
	if (r == 0)
		r = read_files(&record, p, &files);
	if (r != 0)
		return r;
	n = cables_read(p->service, cables);
	if (n < 0)
		return n;
	names.n = (size_t)n;
	for (int i = 0; i < n && !ifindex; i++)
		if (strcmp(cables[i].name, ifname) == 0)
			ifindex = cables[i].ifindex;
	r = names_meant(&names, p->number, ifindex, &m);
	if (r < 0)
		return r;
	print_text("ID_NET_NAME_FROM_DATABASE", m.name);
	print_text("TBNET_OWN_NAME", m.own ? "yes" : "");
	return 0;
}

/* udev gives the path without links (%S%p); people know the one of the class. */
static int describe(const char *syspath, struct port *ret)
{
	static const char class[] = "/sys/class/net/";

	if (strncmp(syspath, class, sizeof(class) - 1) == 0)
		return port_from_ifname(syspath + sizeof(class) - 1, ret);
	return port_from_path(syspath, ret);
}

/* Nothing for another netdev. Returns 0 or a negative errno. */
static int print_netdev(const char *syspath, unsigned ifindex)
{
	struct port port;
	int r = describe(syspath, &port);

	if (r < 0)
		return r == -ENODEV ? 0 : r;
	print_port(&port);
	return print_name(syspath, ifindex, &port);
}

static int print_instance(const char *ifname)
{
	char instance[INSTANCE_SIZE];

	if (!text_is_ifname(ifname)) {
		log_plain(LOG_ERR, "\"%s\" cannot be the name of an interface", ifname);
		return EXIT_USAGE;
	}
	print_text("TBNET_INSTANCE", instance_escape(ifname, instance));
	return options_print(out, EXIT_DONE);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = { OPTIONS_COMMON, { "instance", required_argument, NULL, 'i' }, { 0 } };
	const char *ifname = NULL;
	unsigned ifindex = 0;
	int c, r;

	log_open("tbnet-port");
	while ((c = options_next(argc, argv, options, help, &r)) > 0)
		ifname = optarg;
	if (c == 0)
		return r;
	if (ifname && argc == optind)
		return print_instance(ifname);
	if (argc == optind || argc - optind > 2 || strncmp(argv[optind], "/sys/", 5) != 0 ||
	    (argc - optind == 2 && text_to_uint(argv[optind + 1], 1, INT32_MAX, &ifindex) < 0)) {
		log_plain(LOG_ERR, "needs one sysfs path, like /sys/devices/.../net/en05; try --help");
		return EXIT_USAGE;
	}
	r = print_netdev(argv[optind], ifindex);
	if (r < 0)
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "%s", argv[optind]);
	return options_print(out, r < 0 ? EXIT_FAILED : EXIT_DONE);
}
