/* SPDX-License-Identifier: GPL-2.0-or-later */
/* commands: recognize what the commands of a script, a unit or a udev rule do. */
#ifndef TBNET_COMMANDS_H
#define TBNET_COMMANDS_H

#include <net/if.h>
#include <stdbool.h>

struct commands {
	bool up;		/* bring a link up, or restart FRR */
	char master[IFNAMSIZ];	/* put links into this bridge or bond; "": none */
};

/* Splits a shell's text into commands. Returns 1 if they do nothing but bring links up, put them into one master, restart
 * FRR, wait, look and log; a script in /usr/local that they call is read, too. 0: something else may happen; -ENOMEM. */
int commands_read(const char *text, struct commands *ret);

#endif
