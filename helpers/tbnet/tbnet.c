/* SPDX-License-Identifier: GPL-2.0-or-later */
/* tbnet: the front door: one verb for each program that people run. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "log.h"
#include "options.h"

/* BINDIR and SBINDIR are where this build installs the programs. */
static const struct verb {
	const char *name, *path;
} verbs[] = {
	{ "status", BINDIR "/tbnet-status" },
	{ "report", BINDIR "/tbnet-report" },
	{ "name", SBINDIR "/tbnet-name" },
	{ "up", SBINDIR "/tbnet-up" },
	{ "check", SBINDIR "/tbnet-check" },
	{ "ifup", SBINDIR "/tbnet-ifup" },
	{ "modules", SBINDIR "/tbnet-modules" },
	{ "interfaces", SBINDIR "/tbnet-interfaces" },
	{ "adopt", SBINDIR "/tbnet-adopt" },
	{ "fabric", SBINDIR "/tbnet-fabric" },
	{ "drain", SBINDIR "/tbnet-drain" },
	{ "ceph", SBINDIR "/tbnet-ceph" },
	{ "irq", SBINDIR "/tbnet-irq" },
};

static const char help[] =
	"Usage: tbnet VERB [ARGUMENT...]\n"
	"  status      show the links, and what is wrong, why, and the next command\n"
	"  report      write what tbnet sees of this machine into one file, scrubbed\n"
	"  name        list ports, peers and names; explain and repair a link's name\n"
	"  up          bring a link up, and wait until it is usable\n"
	"  check       look once at every link, and correct what something changed\n"
	"  ifup        apply a link's stanza of /etc/network/interfaces\n"
	"  modules     load the driver, or report why it cannot\n"
	"  interfaces  add stanzas for the links to /etc/network/interfaces\n"
	"  adopt       take over from a guide, and undo that\n"
	"  fabric      plan, apply and check the routed mesh\n"
	"  drain       leave the mesh before a planned reboot, and come back\n"
	"  ceph        judge, plan and measure Ceph on the mesh\n"
	"  irq         move the controllers' interrupts to performance cores\n"
	"\n"
	"tbnet VERB runs the program tbnet-VERB, which has a manual page and a --help of its own.\n"
	"\n"
	OPTIONS_HELP;

int main(int argc, char *argv[])
{
	struct log_event e = { 0 };
	const struct verb *verb;
	char **words;
	int options, i, r;

	log_open("tbnet");
	if (options_first(argc, argv, help, &r) == 0)
		return r;
	options = optind - 1;
	i = OPTIONS_VERB(argc, argv, help, verbs);
	if (i < 0)
		return EXIT_USAGE;
	verb = &verbs[i];
	/* options before the verb are the program's: its name takes the place in front of them */
	words = argv + 1;
	memmove(words + 1, words, (size_t)options * sizeof(*words));
	words[0] = strrchr(verb->path, '/') + 1;
	execv(verb->path, words);
	e.error = -errno;
	log_event(LOG_ERR, &e, "cannot run %s", verb->path);
	return EXIT_FAILED;
}
