/* SPDX-License-Identifier: GPL-2.0-or-later */
/* record: the names that controllers and ports were given, in a file that people may edit. */
#ifndef TBNET_RECORD_H
#define TBNET_RECORD_H

#include <net/if.h>

#include "controllers.h"

/* On the root file system: udev asks at coldplug, when /var may not be there. */
#define RECORD_DIR	"/etc/tbnet"
#define RECORD_FILE	RECORD_DIR "/names"
#define RECORD_MAX	64

struct record_entry {
	char name[IFNAMSIZ];
	char controller[PCI_ADDRESS_SIZE];
	unsigned port;		/* 0: the controller */
};

struct record {
	struct record_entry v[RECORD_MAX];
	size_t n;
	bool moved;		/* the addresses are not those of the file */
	unsigned bad_line;	/* the first that could not be read as meant, from 1; 0: none */
};

/* Reads the file. Where it has as many controllers as the machine, but others (the
 * PCI buses were numbered anew), its first one is the machine's first one, and so
 * on. What cannot be read as meant is left out. Returns 0, also without a file, or a
 * negative errno if it could not be looked at. */
int record_read(const struct controllers *controllers, struct record *ret);

/* The name of a port; with port 0 that of the controller, which for the two that the
 * package's .link files know is theirs. NULL: none. */
const char *record_name(const struct record *record, const char *controller, unsigned port);

/* The package's .link file for this controller alone, which gives it its name; NULL: there is none. */
const char *record_file(const char *controller);

/* True if the name is that of another port than this one, or another controller than
 * this one, of those that are there. */
bool record_is_elsewhere(const struct record *record, const struct controllers *controllers,
			 const char *name, const char *controller, unsigned port);

#endif
