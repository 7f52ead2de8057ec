/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-fabric: the routed mesh: what it needs on this machine, and making it so. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf.h"
#include "fabric.h"
#include "log.h"
#include "native.h"
#include "options.h"
#include "rtnl.h"
#include "text.h"
#include "verbs.h"

static const char help[] =
	"Usage: tbnet-fabric plan [OPTIONS]\n"
	"       tbnet-fabric up [IF]\n"
	"The OpenFabric fabric of TBNET_FABRIC* in " CONF_FILE ".\n"
	"\n"
	"  plan       check it, and show what this machine gets; change nothing\n"
	"  up         give IF, or all ports, the router id and forwarding at once\n"
	"\n"
	"  --name=ID  --prefix=NET/N  --prefix6=NET/N  --nodes='n1=ADDRESS ...'\n"
	"  --interfaces='en05 en06'  --hello=S  --csnp=S\n"
	"             in place of the settings TBNET_FABRIC*\n"
	"  --node=N   this machine's name in the fabric (its host name)\n"
	"  --debug    say more\n"
	"  --help, --version\n";

/* Options that are settings. */
static const struct {
	const char *option, *variable;
} settings[] = {
	{ "name", "TBNET_FABRIC" },
	{ "prefix", "TBNET_FABRIC_PREFIX" },
	{ "prefix6", "TBNET_FABRIC_PREFIX6" },
	{ "nodes", "TBNET_FABRIC_NODES" },
	{ "interfaces", "TBNET_FABRIC_INTERFACES" },
	{ "hello", "TBNET_FABRIC_HELLO" },
	{ "csnp", "TBNET_FABRIC_CSNP" },
};

#define N_SETTINGS	(sizeof(settings) / sizeof(*settings))
#define OPTION_NODE	N_SETTINGS	/* option n is 'A' + n */

/* The options of getopt_long(), of which the first ones are settings. */
static int parse(int argc, char *argv[], const char **ret_node, int *ret_exit)
{
	struct option options[N_SETTINGS + 5] = { 0 };
	static const struct option common[] = { OPTIONS_COMMON };
	int c;

	for (size_t i = 0; i < N_SETTINGS; i++)
		options[i] = (struct option){ settings[i].option, required_argument, NULL, 'A' + (int)i };
	options[OPTION_NODE] = (struct option){ "node", required_argument, NULL, 'A' + (int)OPTION_NODE };
	memcpy(options + OPTION_NODE + 1, common, sizeof(common));
	while ((c = options_next(argc, argv, options, help, ret_exit)) > 0) {
		if (c == 'A' + (int)OPTION_NODE)
			*ret_node = optarg;
		else if (setenv(settings[c - 'A'].variable, optarg, 1) < 0)
			return -ENOMEM;
	}
	return c;
}

static int open_sock(struct nl_sock **ret)
{
	int r = rtnl_open(RTNL_TIMEOUT_MS, ret);

	if (r < 0)
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "no rtnetlink socket");
	return r;
}

static int run_plan(const struct fabric *fabric, struct nl_sock *sock, const char *ifname)
{
	if (ifname) {
		log_plain(LOG_ERR, "plan takes no arguments");
		return EXIT_USAGE;
	}
	return verb_plan(fabric, sock);
}

static int run_up(const struct fabric *fabric, struct nl_sock *sock, const char *ifname)
{
	if (ifname && !text_is_ifname(ifname)) {
		log_plain(LOG_ERR, "\"%s\" cannot be the name of an interface", ifname);
		return EXIT_USAGE;
	}
	return verb_up(fabric, sock, ifname);
}

static const struct verb {
	const char *name;
	int (*run)(const struct fabric *fabric, struct nl_sock *sock, const char *ifname);
	bool quiet;	/* without a fabric, or on a machine that is not in it, there is nothing to do */
} verbs[] = {
	{ "plan", run_plan, false },
	{ "up", run_up, true },
};

static const struct verb *verb_named(const char *name)
{
	for (size_t i = 0; name && i < sizeof(verbs) / sizeof(*verbs); i++)
		if (strcmp(verbs[i].name, name) == 0)
			return &verbs[i];
	return NULL;
}

static int run(const struct verb *verb, const char *node, const char *ifname)
{
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	struct fabric fabric;

	if (verb->quiet && !fabric_is_wanted())
		return EXIT_DONE;
	if (fabric_read(node, &fabric) < 0)
		return EXIT_USAGE;
	if (!fabric.here && verb->quiet)
		return EXIT_DONE;
	if (!fabric.here) {
		log_plain(LOG_ERR, "this machine is none of TBNET_FABRIC_NODES; if its host name is another one there: --node");
		return EXIT_USAGE;
	}
	return open_sock(&sock) < 0 ? EXIT_FAILED : verb->run(&fabric, sock, ifname);
}

int main(int argc, char *argv[])
{
	const struct verb *verb;
	const char *node = NULL;
	int c, r;

	log_open("tbnet-fabric");
	conf_load();
	c = parse(argc, argv, &node, &r);
	if (c == 0)
		return r;
	if (c == -ENOMEM)
		return EXIT_FAILED;
	verb = verb_named(argv[optind]);
	if (!verb || argc - optind > 2) {
		log_plain(LOG_ERR, verb ? "%s: too many arguments" : argv[optind] ? "\"%s\" is none of plan, up" : "needs one of plan, up", argv[optind]);
		return EXIT_USAGE;
	}
	return run(verb, node, argv[optind + 1]);
}
