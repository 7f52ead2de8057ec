/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-name: the names of Thunderbolt netdevs: right or why not, set right, and
 * .link files for the controllers of this machine. */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "judge.h"
#include "conf.h"
#include "log.h"
#include "options.h"
#include "picture.h"
#include "repair.h"
#include "rtnl.h"
#include "text.h"
#include "write.h"

static const char help[] =
	"Usage: tbnet-name IF\n"
	"       tbnet-name --detect\n"
	"       tbnet-name [--write] [--repair [IF]]\n"
	"Tells whether IF has the name that the .link files give it, and if not why.\n"
	"\n"
	"  --detect   show the controllers, their ports and names, and the missing .link files\n"
	"  --write    put the missing files into /etc/systemd/network, none over another\n"
	"  --repair   rename IF, or every Thunderbolt interface, where it is down and the\n"
	"             name is free; else say the next step\n"
	"  --debug    say more\n"
	"  --help, --version\n";

struct arguments {
	bool detect, write, repair;
	const char *ifname;
	unsigned mtu;	/* TBNET_MTU */
	bool writes;	/* TBNET_WRITE_LINKS */
};

static int take_picture(struct picture *ret)
{
	struct log_event e = { .error = picture_take(ret) };

	if (e.error)
		log_event(LOG_ERR, &e, "cannot look at this machine");
	return e.error;
}

static int detect(const struct arguments *arg)
{
	_cleanup_(picture_free) struct picture picture = { 0 };
	struct log_event e = { 0 };

	if (take_picture(&picture) < 0)
		return EXIT_FAILED;
	e.error = picture_print(&picture, arg->mtu);
	if (e.error)
		log_event(LOG_ERR, &e, "not all of it can be shown");
	return options_printed(e.error ? EXIT_FAILED : EXIT_DONE);
}

/* Checks or repairs, by what the files say now. */
static int look_at_names(const struct arguments *arg)
{
	_cleanup_(picture_free) struct picture picture = { 0 };
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	struct log_event e = { .ifname = arg->ifname };

	e.error = rtnl_open(RTNL_TIMEOUT_MS, &sock);
	if (e.error) {
		log_event(LOG_ERR, &e, "no rtnetlink socket");
		return EXIT_FAILED;
	}
	if (take_picture(&picture) < 0)
		return EXIT_FAILED;
	if (arg->repair)
		return repair(sock, &picture, arg->ifname, arg->writes);
	return judge(sock, &picture, arg->ifname, arg->writes);
}

static int write_files(const struct arguments *arg)
{
	_cleanup_(picture_free) struct picture picture = { 0 };

	if (!arg->writes) {
		log_plain(LOG_DEBUG, "writes no .link file: TBNET_WRITE_LINKS is off");
		return EXIT_DONE;
	}
	if (take_picture(&picture) < 0)
		return EXIT_FAILED;
	for (size_t i = 0; i < picture.files.n; i++) {
		struct log_event e = { .error = picture.files.v[i].error };

		if (e.error)
			log_event(LOG_WARNING, &e, "%s is ignored, going on without it", picture.files.v[i].path);
	}
	return write_missing(&picture.plan, arg->mtu) < 0 ? EXIT_FAILED : EXIT_DONE;
}

/* A rename is tried even where a file could not be written. */
static int change(const struct arguments *arg)
{
	_cleanup_fd_ int lock = -1;
	int ret = EXIT_DONE;

	if (geteuid() != 0) {
		log_plain(LOG_ERR, "--write and --repair are for root");
		return EXIT_FAILED;
	}
	lock = write_lock();
	if (lock < 0)
		return EXIT_FAILED;
	if (arg->write)
		ret = write_files(arg);
	if (arg->repair && look_at_names(arg) != EXIT_DONE)
		ret = EXIT_FAILED;
	return ret;
}

/* Returns false after saying what does not fit. */
static bool are_fit(const struct arguments *arg, int words)
{
	if (words > 1 || (words && (arg->detect || (arg->write && !arg->repair))) ||
	    (arg->detect && (arg->write || arg->repair)))
		log_plain(LOG_ERR, arg->detect ? "--detect stands alone" :
			  words > 1 ? "takes one interface" : "--write takes no interface without --repair");
	else if (!words && !arg->detect && !arg->write && !arg->repair)
		log_plain(LOG_ERR, "needs an interface, --detect, --write or --repair");
	else if (words && !text_is_ifname(arg->ifname))
		log_plain(LOG_ERR, "\"%s\" cannot be the name of an interface", arg->ifname);
	else
		return true;
	return false;
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		OPTIONS_COMMON, { "detect", no_argument, NULL, 'D' },
		{ "write", no_argument, NULL, 'w' }, { "repair", no_argument, NULL, 'r' }, { 0 }
	};
	struct arguments arg = { 0 };
	int c, r;

	umask(022);	/* udev and everybody may read what is written */
	log_open("tbnet-name");
	conf_load();
	while ((c = options_next(argc, argv, options, help, &r)) > 0) {
		arg.detect |= c == 'D';
		arg.write |= c == 'w';
		arg.repair |= c == 'r';
	}
	if (c == 0)
		return r;
	arg.ifname = argv[optind];
	if (!are_fit(&arg, argc - optind))
		return EXIT_USAGE;
	arg.mtu = conf_number(CONF_MTU);
	arg.writes = conf_bool(CONF_WRITE_LINKS);
	if (arg.detect)
		return detect(&arg);
	return arg.write || arg.repair ? change(&arg) : look_at_names(&arg);
}
