/* SPDX-License-Identifier: GPL-2.0-or-later */
/* linkfile: read .link files (systemd.link(5)), as far as they matter for a name, and find the one of a netdev. */
#ifndef TBNET_LINKFILE_H
#define TBNET_LINKFILE_H

#include <net/if.h>
#include <stdbool.h>

#include "words.h"

#define LINK_DIR	"/etc/systemd/network"

struct controllers;

struct link_file {
	char *path;
	const char *base;	/* the file name within path */
	int error;		/* why it is ignored, negative errno; 0: it is not */
	char *bad;		/* "FILE:LINE" of the first line with a syntax error; NULL: none */
	bool conditional;	/* [Match] has a condition that is not looked at here: Host=, MachineTag= */
	struct words match;	/* [Match], a pattern each: "Path=pci-*", "!Driver=igc"; MACAddress= for both kinds of it */
	bool database;		/* NamePolicy= has "database" first: the name is tbnet-port's */
	bool policy;		/* NamePolicy= has another name before Name= */
	char name[IFNAMSIZ];	/* Name=, or "" */
};

struct link_files {
	struct link_file *v;	/* in the order in which udev tries them */
	size_t n;
};

/* A Thunderbolt netdev, there or not; strings that are NULL or empty are not known. */
struct link_target {
	const char *controller;	/* PCI address */
	unsigned port;		/* 0: any, not known */
	bool own;		/* TBNET_OWN_NAME */
	const char *peer, *peer_name, *mac;
};

/* Reads the file at PATH, then every file in dropins, in this order, into *ret.
 * A file that is unreadable or broken is in *ret with its error. systemd reads lines of
 * 1 MiB (LONG_LINE_MAX); a whole file here is no longer (file_read()). -ENOMEM. */
int link_file_read(const char *path, const struct words *dropins, struct link_file *ret);
void link_file_free(struct link_file *f);

/* Adds the settings in text (which is changed) to *f. Returns 0, -EBADMSG for
 * what systemd takes for a broken file, or -ENOMEM. *ret_bad: the number of the first
 * line with a syntax error, or 0. */
int link_file_parse(struct link_file *f, char *text, unsigned *ret_bad);

/* Reads the .link files of systemd's directories, each with its drop-ins. What is
 * broken is there with its error. Returns 0 or a negative errno. */
int link_files_read(struct link_files *ret);
void link_files_free(struct link_files *files);

/* The same, but only those outside /usr/lib whose own text has one of the words (NULL after the last). udev
 * runs this for every event, and what is in /usr/lib gives no name away. */
int link_files_read_with(const char *const *words, struct link_files *ret);

/* The first file for this netdev: it matches, and not only by MAC address (installer's pins) or by being for every netdev. TAKEN is the
 * path of the file that udev took, NULL where that is not known: a condition of a file before it does not hold. NULL: none. */
const struct link_file *link_files_find(const struct link_files *files, const struct link_target *target, const char *taken);

const struct link_file *link_files_by_path(const struct link_files *files, const char *path);

/* True if a file gives the name to something else than this target. */
bool link_files_give_away(const struct link_files *files, const struct controllers *controllers,
			  const struct link_target *target, const char *name);

/* True if its [Match] holds for the netdev (not only by MAC, see above). */
bool link_file_matches(const struct link_file *f, const struct link_target *target);

/* True if it names this value: "Driver", "thunderbolt-net". */
bool link_file_names(const struct link_file *f, const char *key, const char *value);

/* The word of Path= that nearly is the controller's, as in pci-0000:00:0d.2-*
 * (never matches: ID_PATH is exactly pci-0000:00:0d.2); NULL: none. */
const char *link_file_near_path(const struct link_file *f, const char *controller);

/* Of the package. */
bool link_file_is_packaged(const struct link_file *f);

/* An installer's pin of a MAC address: "50-pmx-nic0.link", and "50-pve-" of some releases. */
bool link_file_is_pin(const char *path);

#endif
