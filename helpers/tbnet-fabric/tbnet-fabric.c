/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-fabric: the routed mesh: what it needs on this machine, and making it so. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "conf.h"
#include "fabric.h"
#include "log.h"
#include "native.h"
#include "options.h"
#include "rtnl.h"
#include "text.h"
#include "verbs.h"

static const char help[] =
	"Usage: tbnet-fabric plan|apply|undo|check [OPTIONS]\n"
	"       tbnet-fabric up [IF]\n"
	"The OpenFabric fabric of TBNET_FABRIC* in " CONF_FILE ".\n"
	"\n"
	"  plan       check it, and show what this machine gets; change nothing\n"
	"  apply      do that, with a backup; FRR is never restarted\n"
	"  undo       the files as before the last apply, and FRR without what that gave it\n"
	"  check      does it run as it should: neighbors, addresses, routes, full MTU\n"
	"  up         give IF, or all ports, the router id and forwarding at once\n"
	"\n"
	"  --name=ID  --prefix=NET/N  --prefix6=NET/N  --nodes='n1=ADDRESS ...'\n"
	"  --interfaces='en05 en06'  --hello=S  --csnp=S\n"
	"             in place of the settings TBNET_FABRIC*\n"
	"  --node=N   this machine's name in the fabric (its host name)\n"
	"  --debug    say more\n"
	"  --help, --version\n";

/* Options that are settings. */
static const char *const names[] = { FABRIC_OPTIONS };

#define N_SETTINGS	(sizeof(names) / sizeof(*names))
#define OPTION_NODE	N_SETTINGS	/* option n is 'A' + n */

/* The options of getopt_long(), of which the first ones are settings. */
static int parse(int argc, char *argv[], const char **ret_node, int *ret_exit)
{
	struct option options[N_SETTINGS + 5] = { 0 };
	static const struct option common[] = { OPTIONS_COMMON };
	int c;

	for (size_t i = 0; i < N_SETTINGS; i++)
		options[i] = (struct option){ names[i], required_argument, NULL, 'A' + (int)i };
	options[OPTION_NODE] = (struct option){ "node", required_argument, NULL, 'A' + (int)OPTION_NODE };
	memcpy(options + OPTION_NODE + 1, common, sizeof(common));
	while ((c = options_next(argc, argv, options, help, ret_exit)) > 0) {
		if (c == 'A' + (int)OPTION_NODE)
			*ret_node = optarg;
		else if (fabric_set_option((size_t)(c - 'A'), optarg) < 0) {
			*ret_exit = EXIT_USAGE;
			return 0;
		}
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
	int (*run)(const struct fabric *fabric, struct nl_sock *sock);	/* NULL: run_up() */
	bool idle;	/* without a fabric, or on a machine that is not in it, there is nothing to do */
	bool alone;	/* it can do without: FABRIC is NULL then */
} verbs[] = {
	{ "plan", verb_plan, false, false },
	{ "apply", verb_apply, false, false },
	{ "undo", verb_undo, false, true },
	{ "check", verb_check, false, false },
	{ "up", NULL, true, false },
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
	bool wanted = fabric_is_wanted();
	struct fabric fabric;
	int r;

	if (verb->idle && !wanted)
		return EXIT_DONE;
	r = wanted || !verb->alone ? fabric_read(node, &fabric) : 0;
	if (r < 0)
		return r == -ENOMEM ? EXIT_FAILED : EXIT_USAGE;
	if (wanted && !fabric.here && verb->idle)
		return EXIT_DONE;
	if (wanted && !fabric.here && !verb->alone) {
		log_plain(LOG_ERR, "this machine is none of TBNET_FABRIC_NODES; if its host name is another one there: --node");
		return EXIT_USAGE;
	}
	if (open_sock(&sock) < 0)
		return EXIT_FAILED;
	return verb->run ? verb->run(wanted && fabric.here ? &fabric : NULL, sock) : run_up(&fabric, sock, ifname);
}

static const struct verb *read_words(int argc, char *argv[])
{
	const struct verb *verb = verb_named(argv[optind]);

	if (!verb)
		log_plain(LOG_ERR, argv[optind] ? "\"%s\" is none of plan, apply, undo, check, up" : "needs one of plan, apply, undo, check, up", argv[optind]);
	else if (argc - optind > (verb->run ? 1 : 2))
		log_plain(LOG_ERR, "%s takes %s", verb->name, verb->run ? "no arguments" : "one interface");
	else
		return verb;
	return NULL;
}

int main(int argc, char *argv[])
{
	const struct verb *verb;
	const char *node = NULL;
	int c, r;

	umask(022);
	log_open("tbnet-fabric");
	conf_load();
	c = parse(argc, argv, &node, &r);
	if (c == 0)
		return r;
	verb = read_words(argc, argv);
	return verb ? run(verb, node, argv[optind + 1]) : EXIT_USAGE;
}
