/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-modules: loads thunderbolt_net, or says precisely why not. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "conf.h"
#include "load.h"
#include "log.h"
#include "options.h"

/* A peer offers its link only while this is loaded on both sides. */
#define MODULE	"thunderbolt_net"

static const char help[] =
	"Usage: tbnet-modules [--dry-run] [--dirname DIR]\n"
	"Loads kernel module " MODULE " and what it needs, or says why it cannot.\n"
	"\n"
	"  --dry-run      print the files that would be loaded, in order\n"
	"  --dirname DIR  look in DIR/lib/modules and DIR's modprobe.d; loads nothing\n"
	"  --debug        say more\n"
	"  --help, --version\n";

int main(int argc, char *argv[])
{
	static const struct option options[] = {
		OPTIONS_COMMON,
		{ "dirname", required_argument, NULL, 'D' },
		{ "dry-run", no_argument, NULL, 'n' },
		{ 0 }
	};
	const char *root = "";
	bool look = false;
	struct stat st;
	int c, r;

	log_open("tbnet-modules");
	conf_load();
	while ((c = options_next(argc, argv, options, help, &r)) > 0) {
		if (c == 'D')
			root = optarg;
		look |= c == 'D' || c == 'n';
	}
	if (c == 0)
		return r;
	if (optind != argc) {
		log_plain(LOG_ERR, "takes no argument, but there is \"%s\"", argv[optind]);
		return EXIT_USAGE;
	}
	if (look && *root && (stat(root, &st) < 0 || !S_ISDIR(st.st_mode))) {
		log_plain(LOG_ERR, "--dirname: \"%s\" is not a directory", root);
		return EXIT_USAGE;
	}
	return load_module(MODULE, strcmp(root, "/") == 0 ? "" : root, look);
}
