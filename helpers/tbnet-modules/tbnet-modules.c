/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet-modules: load thunderbolt_net, or print exactly why not. */
#include <stddef.h>

#include "conf.h"
#include "load.h"
#include "log.h"
#include "options.h"

/* A peer offers its link only while this is loaded on both sides. */
#define MODULE	"thunderbolt_net"

static const char help[] =
	"Usage: tbnet-modules\n"
	"\n"
	"Loads kernel module " MODULE " and what it needs, or reports why it cannot.\n"
	"\n"
	OPTIONS_HELP;

int main(int argc, char *argv[])
{
	static const struct option options[] = { OPTIONS_COMMON, { 0 } };
	int r;

	log_open("tbnet-modules");
	conf_load();
	if (options_next(argc, argv, options, help, &r) == 0)
		return r;
	return !options_end(argc, argv) ? EXIT_USAGE : load_module(MODULE);
}
