/* SPDX-License-Identifier: GPL-2.0-or-later */
/* options: what every program's command line has in common. */
#include "options.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "log.h"
#include "text.h"

static int say_unprinted(int error)
{
	log_event(LOG_ERR, &(struct log_event){ .error = error }, "cannot write to standard output");
	return EXIT_FAILED;
}

int options_printed(int status)
{
	errno = 0;
	return fflush(stdout) == 0 && !ferror(stdout) ? status : say_unprinted(-errno);
}

int options_print(const char *text, int status)
{
	ssize_t n;

	for (; *text; text += n) {
		n = write(STDOUT_FILENO, text, strlen(text));
		if (n <= 0)
			return say_unprinted(n < 0 ? -errno : -EIO);
	}
	return status;
}

static void say_bad(int c, char *argv[])
{
	const char *given = argv[optind - 1], *next = argv[optind];	/* NULL after the last */

	/* in the middle of -xyz getopt has not moved on to the next argument */
	if (optopt && next && next[0] == '-' && next[1] != '-' && strchr(next, optopt))
		given = next;
	if (c == ':')
		log_plain(LOG_ERR, "option '%s' needs a value; try --help", given);
	else if (optopt && given[0] == '-' && given[1] != '-')
		log_plain(LOG_ERR, "unrecognized option '-%c'; try --help", optopt);
	else
		log_plain(LOG_ERR, optopt ? "option '%s' takes no value; try --help" : "unrecognized option '%s'; try --help", given);
}

static int next(int argc, char *argv[], const char *letters, const struct option *options, const char *help, int *ret_exit)
{
	for (;;) {
		int c = getopt_long(argc, argv, letters, options, NULL);

		switch (c) {
		case 'h':
			*ret_exit = options_print(help, EXIT_DONE);
			return 0;
		case 'V':
			*ret_exit = options_print("tbnet " TBNET_VERSION "\n", EXIT_DONE);
			return 0;
		case 'q':
			log_set_level(LOG_WARNING);
			continue;
		case 'v':
			log_set_level(LOG_DEBUG);
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

int options_next(int argc, char *argv[], const struct option *options, const char *help,
		 int *ret_exit)
{
	return next(argc, argv, ":hqvV", options, help, ret_exit);
}

int options_first(int argc, char *argv[], const char *help, int *ret_exit)
{
	static const struct option options[] = { OPTIONS_COMMON, { 0 } };

	return next(argc, argv, "+:hqvV", options, help, ret_exit);
}

int options_verb(int argc, char *argv[], const char *help, const void *verbs, size_t n, size_t size)
{
	const char *end = strstr(help, "\n\n"), *element = verbs;

	if (optind == argc) {
		fprintf(stderr, "%.*s\n", end ? (int)(end - help) : -1, help);
		return -1;
	}
	for (size_t i = 0; i < n; i++) {
		const char *name;

		memcpy(&name, element + i * size, sizeof(name));
		if (strcmp(argv[optind], name) == 0) {
			optind++;
			return (int)i;
		}
	}
	log_plain(LOG_ERR, "unrecognized verb '%s'; try --help", argv[optind]);
	return -1;
}

bool options_end(int argc, char *argv[])
{
	if (optind == argc)
		return true;
	log_plain(LOG_ERR, "unexpected argument '%s'; try --help", argv[optind]);
	return false;
}

const char *options_interface(int argc, char *argv[])
{
	const char *name = argv[optind];

	if (argc - optind != 1)
		log_plain(LOG_ERR, argc == optind ? "needs an interface; try --help" : "takes one interface; try --help");
	else if (!text_is_ifname(name))
		log_plain(LOG_ERR, "\"%s\" cannot be the name of an interface", name);
	else
		return name;
	return NULL;
}

bool options_seconds(const char *name, const char *value, unsigned min, unsigned max, unsigned *ret)
{
	if (text_to_seconds(value, min, max, ret) == 0)
		return true;
	log_plain(LOG_ERR, "%s: \"%s\" is not a time from %u s to %u s", name, value, min, max);
	return false;
}
