/* SPDX-License-Identifier: GPL-2.0-or-later */
/* options: what every program's command line has in common. */
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "log.h"
#include "text.h"

int options_printed(int status)
{
	struct log_event e = { 0 };

	errno = 0;
	if (fflush(stdout) == 0 && !ferror(stdout))
		return status;
	e.error = -errno;
	log_event(LOG_ERR, &e, "cannot write to standard output");
	return EXIT_FAILED;
}

static void say_bad(int c, char *argv[])
{
	const char *given = argv[optind - 1], *next = argv[optind];	/* NULL after the last */

	/* in the middle of -xyz getopt has not moved on to the next argument */
	if (optopt && next && next[0] == '-' && next[1] != '-' && strchr(next, optopt))
		given = next;
	if (c == ':')
		log_plain(LOG_ERR, "option %s needs a value", given);
	else if (optopt && given[0] == '-' && given[1] != '-')
		log_plain(LOG_ERR, "unknown option -%c", optopt);
	else
		log_plain(LOG_ERR, "unknown or unfit option %s", given);
}

int options_next(int argc, char *argv[], const struct option *options, const char *help,
		 int *ret_exit)
{
	for (;;) {
		int c = getopt_long(argc, argv, ":", options, NULL);

		switch (c) {
		case 'h':
			fputs(help, stdout);
			*ret_exit = options_printed(EXIT_DONE);
			return 0;
		case 'V':
			printf("tbnet %s\n", TBNET_VERSION);
			*ret_exit = options_printed(EXIT_DONE);
			return 0;
		case 'd':
			log_set_level("debug");
			continue;
		case '?':
		case ':':
			say_bad(c, argv);
			*ret_exit = EXIT_USAGE;
			return 0;
		default:
			return c;
		}
	}
}

const char *options_interface(int argc, char *argv[])
{
	const char *name = argv[optind];

	if (argc - optind != 1)
		log_plain(LOG_ERR, "needs one interface");
	else if (!text_is_ifname(name))
		log_plain(LOG_ERR, "\"%s\" cannot be the name of an interface", name);
	else
		return name;
	return NULL;
}
