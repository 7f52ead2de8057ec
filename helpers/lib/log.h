/* SPDX-License-Identifier: GPL-2.0-or-later */
/* log: messages for people, with fields for machines.
 *
 * Started by udev or as a unit, they go to the journal's native socket
 * (systemd.journal-fields(7)); else, or without a journal, or once none has
 * read there for 2 s, to stderr. */
#ifndef TBNET_LOG_H
#define TBNET_LOG_H

#include <stdbool.h>
#include <syslog.h>	/* LOG_ERR gave up, LOG_WARNING going on, LOG_INFO changed, LOG_DEBUG nothing to do */

/* Nothing to do, as the answer to a person: info on a terminal, debug elsewhere. */
#define LOG_RIGHT	LOG_NOTICE

/* Events that people search for: journalctl MESSAGE_ID=… */
#define LOG_ID_USABLE		"03e1e37b250d4689b9b7dc22b65b7065"
#define LOG_ID_NO_LOGIN		"ace046e7de9946ecbd600a7c7c4f9bc8"
#define LOG_ID_GAVE_UP		"01f89129ae8d4b8e914f45f508acf3f8"
#define LOG_ID_RESET		"86c13153b45c487c92a5d83da810f578"
#define LOG_ID_NAME		"b9fd01a9c8b34e66af0f777a1f78a7a5"
#define LOG_ID_MODULE		"e1b544e8eca74bcf90252490bb8f4e10"
#define LOG_ID_CHANGED		"4556ebab2e234dce82b5a8e0ff49179b"

/* The fields of a message; a zero field is absent. error is a negative
 * errno, whose text is appended to the message. */
struct log_event {
	const char *ifname;	/* TBNET_INTERFACE, and in front of the message */
	const char *action;	/* TBNET_ACTION: up, wait, reset, write, rename, load, ifup, check, online,
				 * change, undo, fabric, drain, irq */
	const char *outcome;	/* TBNET_OUTCOME */
	const char *id;		/* MESSAGE_ID */
	unsigned port;		/* TBNET_PORT */
	unsigned attempt, attempts;	/* TBNET_ATTEMPT, TBNET_ATTEMPTS */
	unsigned mtu;		/* TBNET_MTU, bytes */
	int error;		/* ERRNO */
};

/* To be called first: the program's name, SYSLOG_IDENTIFIER. Descriptors 0 to 2 that are
 * closed are held from here on. */
void log_open(const char *identifier);

/* The priority of this name: err, warning, info or debug. 0 or -EINVAL. */
int log_level(const char *name, unsigned *ret);

/* The least important priority that is logged: LOG_INFO at the start. */
void log_set_level(unsigned priority);

/* True if messages of this priority are logged. */
bool log_shows(int priority);

/* True if messages go to the journal, not to a person. */
bool log_is_journal(void);

void log_event(int priority, const struct log_event *event, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#define log_plain(priority, ...) log_event(priority, NULL, __VA_ARGS__)

#endif
