/* SPDX-License-Identifier: GPL-2.0-or-later */
/* options: what every program's command line has in common. */
#ifndef TBNET_OPTIONS_H
#define TBNET_OPTIONS_H

#include <getopt.h>

/* Exit codes, the same for all programs. */
enum {
	EXIT_DONE = 0,		/* or nothing to do */
	EXIT_FAILED = 1,	/* logged */
	EXIT_USAGE = 2,		/* command line or configuration */
	EXIT_PARTLY = 3,	/* readable but degraded */
};

#define OPTIONS_COMMON						\
	{ "help", no_argument, NULL, 'h' },			\
	{ "version", no_argument, NULL, 'V' },			\
	{ "debug", no_argument, NULL, 'd' }

/* The next option, as getopt_long() returns it, -1 after the last. Handles the
 * common ones: ends the program's work with a return of 0 and *ret_exit set
 * for --help, --version and, after one line on stderr, a bad option. */
int options_next(int argc, char *argv[], const struct option *options, const char *help,
		 int *ret_exit);

/* The one interface that is to follow the options; NULL after saying what is
 * wrong: none, more than one, or no name for an interface. */
const char *options_interface(int argc, char *argv[]);

/* The exit status, once all that was printed is out; EXIT_FAILED, and said, if it is not. */
int options_printed(int status);

#endif
