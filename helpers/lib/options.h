/* SPDX-License-Identifier: GPL-2.0-or-later */
/* options: what every program's command line has in common. */
#ifndef TBNET_OPTIONS_H
#define TBNET_OPTIONS_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>

/* Exit codes, the same for all programs. */
enum {
	EXIT_DONE = 0,		/* or nothing to do */
	EXIT_FAILED = 1,	/* logged */
	EXIT_USAGE = 2,		/* command line or configuration */
	EXIT_PARTLY = 3,	/* something to do, or degraded */
};

#define OPTIONS_COMMON						\
	{ "help", no_argument, NULL, 'h' },			\
	{ "version", no_argument, NULL, 'V' },			\
	{ "quiet", no_argument, NULL, 'q' },			\
	{ "verbose", no_argument, NULL, 'v' }

/* Their lines in the help. A program's help begins with its usage and, where it has verbs, a line for each;
 * a blank line ends that part, which alone is the answer to a call without a verb. */
#define OPTIONS_HELP						\
	"  -q, --quiet      print only what is wrong\n"		\
	"  -v, --verbose    also print what was right already\n"	\
	"  -h, --help       print this help\n"			\
	"  -V, --version    print the version\n"

/* The next option, as getopt_long() returns it, -1 after the last. Handles the
 * common ones: ends the program's work with a return of 0 and *ret_exit set
 * for --help, --version and, after one line on stderr, a bad option. */
int options_next(int argc, char *argv[], const struct option *options, const char *help,
		 int *ret_exit);

/* Likewise, for the common options alone, up to the first word that is none. */
int options_first(int argc, char *argv[], const char *help, int *ret_exit);

/* The verb after the options: its index in VERBS, N elements of SIZE bytes, each of which begins with
 * a pointer to a name; optind is behind it then. -1 after saying what is wrong, or, without a verb, which
 * there are. */
int options_verb(int argc, char *argv[], const char *help, const void *verbs, size_t n, size_t size);

#define OPTIONS_VERB(argc, argv, help, verbs) \
	options_verb(argc, argv, help, verbs, sizeof(verbs) / sizeof(*(verbs)), sizeof(*(verbs)))

/* True if no argument follows; else logs it. */
bool options_end(int argc, char *argv[]);

/* The one interface that is to follow the options; NULL after saying what is
 * wrong: none, more than one, or no name for an interface. */
const char *options_interface(int argc, char *argv[]);

/* True with *ret in seconds from min to max; else logs what is wrong with VALUE. NAME has its dashes. */
bool options_seconds(const char *name, const char *value, unsigned min, unsigned max, unsigned *ret);

/* Prints TEXT with what udev pays least for; do not mix it with stdio. Returns STATUS, or EXIT_FAILED, and says why. */
int options_print(const char *text, int status);

/* The exit status, once all that was printed is out; EXIT_FAILED, and said, if it is not. */
int options_printed(int status);

#endif
