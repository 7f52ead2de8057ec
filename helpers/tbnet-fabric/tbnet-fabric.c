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
#include "secret.h"
#include "text.h"
#include "verbs.h"

static const char help[] =
	"Usage: tbnet-fabric init|plan|apply|undo|check|up [WORD...] [OPTION...]\n"
	"  init   NET/N [NET6/N]: make a fabric from the cables: find the nodes, show the plan, ask\n"
	"  plan   check the settings, and show what this machine gets; change nothing\n"
	"  apply  make these changes, with a backup; never restarts FRR\n"
	"  undo   restore the files, and take out of FRR what the last apply added\n"
	"  check  compare neighbors, addresses, routes and MTU with the settings\n"
	"  up     give IF, or all ports, the router id and forwarding at once\n"
	"\n"
	"The OpenFabric fabric of TBNET_FABRIC* in " CONF_FILE ".\n"
	"\n"
	"  --dry-run        only show what apply or undo would do\n"
	"  --yes            init: make it without asking\n"
	"  --name=ID  --prefix=NET/N  --prefix6=NET/N  --nodes='n1=ADDRESS ...'\n"
	"  --interfaces='en05 en06'  --hello=S  --csnp=S\n"
	"                   in place of the settings TBNET_FABRIC*\n"
	"  --node=N         this machine's name in the fabric (its host name)\n"
	"  --bfd=yes|no     whether BFD watches the ports (yes)\n"
	"  --secret=FILE    has the line that neighbors need to know\n"
	OPTIONS_HELP;

/* Options that are settings. */
static const char *const names[] = { FABRIC_OPTIONS };

#define N_SETTINGS	(sizeof(names) / sizeof(*names))
#define OPTION_DRY_RUN	N_SETTINGS	/* option n is OPTION_FIRST + n */
#define OPTION_YES	(N_SETTINGS + 1)
#define OPTION_FIRST	256		/* above all letters */

/* The options of getopt_long(), of which the first ones are settings. */
static int parse(int argc, char *argv[], bool *ret_dry_run, bool *ret_yes, int *ret_exit)
{
	static const struct option more[] = {
		{ "dry-run", no_argument, NULL, OPTION_FIRST + OPTION_DRY_RUN }, { "yes", no_argument, NULL, OPTION_FIRST + OPTION_YES },
		OPTIONS_COMMON, { 0 }
	};
	struct option options[N_SETTINGS + sizeof(more) / sizeof(*more)];
	int c;

	for (size_t i = 0; i < N_SETTINGS; i++)
		options[i] = (struct option){ names[i], required_argument, NULL, OPTION_FIRST + (int)i };
	memcpy(options + N_SETTINGS, more, sizeof(more));
	while ((c = options_next(argc, argv, options, help, ret_exit)) > 0) {
		if (c == OPTION_FIRST + (int)OPTION_DRY_RUN)
			*ret_dry_run = true;
		else if (c == OPTION_FIRST + (int)OPTION_YES)
			*ret_yes = true;
		else if (fabric_set_option((size_t)(c - OPTION_FIRST), optarg) < 0) {
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
		log_event(LOG_ERR, &(struct log_event){ .error = r }, "cannot open an rtnetlink socket");
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

enum { VERB_PLAN, VERB_INIT, VERB_APPLY, VERB_UNDO };

static const struct verb {
	const char *name;
	int (*run)(const struct fabric *fabric, struct nl_sock *sock);	/* NULL: run_up(), run_init() */
	bool idle;	/* without a fabric, or on a machine that is not in it, there is nothing to do */
	bool alone;	/* it can do without a fabric: FABRIC is NULL then */
	bool absent;	/* and on a machine that is not in it */
	bool secret;	/* it needs the secret */
} verbs[] = {
	[VERB_PLAN] = { "plan", verb_plan, .secret = true },
	[VERB_INIT] = { "init", NULL, .alone = true, .absent = true },
	[VERB_APPLY] = { "apply", verb_apply, .secret = true },
	[VERB_UNDO] = { "undo", verb_undo, .alone = true, .absent = true },
	{ "check", verb_check, .alone = true },
	{ "up", NULL, .idle = true },
};

static const struct verb undo_shown = { "undo", verb_show_undo, .alone = true, .absent = true };

static int run(const struct verb *verb, const char *ifname)
{
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	bool wanted = fabric_is_wanted();
	struct fabric fabric;
	int r;

	if (verb->idle && !wanted) {
		log_plain(LOG_RIGHT, "TBNET_FABRIC_NODES is not set, nothing to do");
		return EXIT_DONE;
	}
	r = wanted || !verb->alone ? fabric_read(&fabric) : 0;
	if (r < 0)
		return r == -ENOMEM ? EXIT_FAILED : EXIT_USAGE;
	if (wanted && !fabric.here && !verb->absent) {
		log_plain(verb->idle ? LOG_RIGHT : LOG_ERR, "this machine is not in TBNET_FABRIC_NODES; if it has another name there: --node");
		return verb->idle ? EXIT_DONE : EXIT_USAGE;
	}
	if (verb->secret && secret_read(&fabric) < 0)
		return EXIT_USAGE;
	if (open_sock(&sock) < 0)
		return EXIT_FAILED;
	return verb->run ? verb->run(wanted && fabric.here ? &fabric : NULL, sock) : run_up(&fabric, sock, ifname);
}

static int run_init(int argc, char *argv[], bool yes)
{
	_cleanup_rtnl_ struct nl_sock *sock = NULL;
	int n = argc - optind;

	if (n < 1 || n > 2) {
		log_plain(LOG_ERR, "init: one prefix or two, as in: tbnet-fabric init 10.100.0.0/24 fd00:100::/64");
		return EXIT_USAGE;
	}
	return open_sock(&sock) < 0 ? EXIT_FAILED : verb_init(argv + optind, (size_t)n, yes, sock);
}

/* The verb and its interface; NULL after saying what is wrong. */
static const struct verb *read_words(int argc, char *argv[], bool dry_run, bool yes, const char **ret_ifname)
{
	int i = OPTIONS_VERB(argc, argv, help, verbs);
	const struct verb *verb = i < 0 ? NULL : &verbs[i];
	bool init = i == VERB_INIT;

	if (yes && !init && verb) {
		log_plain(LOG_ERR, "--yes is for init");
		return NULL;
	}
	if (init && !dry_run)
		return verb;
	if (verb && !verb->run && optind < argc)
		*ret_ifname = argv[optind++];
	if (!verb || !options_end(argc, argv))
		return NULL;
	if (dry_run && i != VERB_APPLY && i != VERB_UNDO) {
		log_plain(LOG_ERR, "--dry-run is for apply and undo");
		return NULL;
	}
	return !dry_run ? verb : i == VERB_APPLY ? &verbs[VERB_PLAN] : &undo_shown;
}

int main(int argc, char *argv[])
{
	const struct verb *verb;
	const char *ifname = NULL;
	bool dry_run = false, yes = false;
	int c, r;

	umask(022);
	log_open(PROGRAM);
	conf_load();
	c = parse(argc, argv, &dry_run, &yes, &r);
	if (c == 0)
		return r;
	verb = read_words(argc, argv, dry_run, yes, &ifname);
	if (verb == &verbs[VERB_INIT])
		return run_init(argc, argv, yes);
	return verb ? run(verb, ifname) : EXIT_USAGE;
}
