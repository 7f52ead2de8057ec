/* SPDX-License-Identifier: GPL-2.0-or-later */
/* notes: remember facts about a link until the next boot, in /run/tbnet/link-IF: one KEY=NUMBER a line, in hexadecimal. */
#ifndef TBNET_NOTES_H
#define TBNET_NOTES_H

#include <net/if.h>
#include <stdint.h>

/* 0: not noted. Times are in ms of CLOCK_MONOTONIC. */
enum note {
	NOTE_IFINDEX,		/* of which netdev this is */
	NOTE_UNIT,		/* enum note_unit */
	NOTE_IDLE,		/* since when its unit has not run for it */
	NOTE_DOWN,		/* 1: said that it is down */
	NOTE_UNFINISHED,	/* at how many looks udev had not finished it; at the second tbnet-check logs that */
	NOTE_NO_CARRIER,	/* since when it has been up without carrier */
	NOTE_ASKED,		/* how often its peer was asked for an address */
	NOTE_PEER4,		/* an IPv4 address that it has answered for, as in struct in_addr */
	NOTE_PEER6,		/* the last half of its link-local IPv6 address, likewise */
	NOTE_GIVEN_UP,		/* packets that had come, and 1, when there was nothing more to be done about its silence */
	NOTE_RESETS,		/* how often it was reset since anything came */
	NOTE_STOPPED,		/* 1: said that there is no further reset */
	NOTE_KEEPS,		/* 1: said that it has what cannot be restored */
	NOTE_SEEN,		/* when its peer was noted in /var/lib/tbnet/peers */
	NOTE_ERRORS,		/* what its counters of errors were */
	NOTE_ERRORS_AT,		/* and when */
	NOTE_BUSY,		/* how often its ifup had no time, because another one was running */
	NOTES_OF_NETDEV,	/* a new netdev has none of these */
	NOTE_RESET = NOTES_OF_NETDEV,	/* when it was reset last */
	NOTES
};

enum note_unit { NOTE_UNIT_RAN = 1, NOTE_UNIT_STARTED, NOTE_UNIT_GIVEN_UP };

struct notes {
	char ifname[IFNAMSIZ];
	uint64_t v[NOTES], was[NOTES];
};

/* Reads the notes of this netdev. A missing or incomplete file counts as one without notes. */
void notes_read(const char *ifname, int ifindex, struct notes *ret);

/* Returns how many ms ago the time SINCE was. If there is none, or one in the future, it becomes now. */
uint64_t notes_age(struct notes *n, enum note since);

/* Writes what was changed, if anything was, beside what others have written since. Returns 0 or a negative errno. */
int notes_write(struct notes *n);

#endif
