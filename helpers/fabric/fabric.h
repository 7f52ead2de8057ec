/* SPDX-License-Identifier: GPL-2.0-or-later */
/* fabric: the described mesh, from the settings TBNET_FABRIC*. */
#ifndef TBNET_FABRIC_H
#define TBNET_FABRIC_H

#include <errno.h>
#include <net/if.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "log.h"
#include "prefix.h"

#define FABRIC_NODES		16	/* a ring has three; a port each to all others ends at five */
#define FABRIC_INTERFACES	8
#define FABRIC_LSP_GEN		1	/* s; fabricd's 30 cost that long without a route */
#define FABRIC_BFD_MS		100	/* between two packets, and four that are missed: a cable that dies silently costs 0.4 s */
#define FABRIC_BFD_MULTIPLIER	4
#define FABRIC_HELLOS		10	/* missed: fabricd's hello-multiplier */
#define FABRIC_SECRET_SIZE	255	/* fabricd takes 254 bytes */
#define FABRIC_DUMMY_SIZE	(sizeof("dummy_") + 8)

#define FABRIC_LETTERS	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

/* Says in one line why not, and returns -EINVAL: to the log, or to F, until that is NULL again. */
#define refuse(...)	fabric_refuse(__VA_ARGS__)
int fabric_refuse(const char *format, ...) __attribute__((format(printf, 1, 2)));
void fabric_refuse_to(void (*f)(const char *text, void *data), void *data);

struct fabric_node {
	char name[64];
	struct prefix ip, ip6;		/* family 0: none */
	char interfaces[FABRIC_INTERFACES][IFNAMSIZ];
	size_t n_interfaces;
};

struct fabric {
	char name[9];
	char dummy[FABRIC_DUMMY_SIZE];	/* the interface that has the router id */
	struct prefix prefix, prefix6;	/* family 0: none */
	unsigned hello, csnp;		/* s */
	bool bfd;			/* watches the ports */
	char secret[FABRIC_SECRET_SIZE];	/* that neighbors need; "": none, or nobody has read it */
	struct fabric_node nodes[FABRIC_NODES];
	size_t n_nodes;
	const struct fabric_node *here;	/* this machine; NULL: not one of them */
};

/* Options of the command line that are settings: their names, and taking one over, by its
 * number in the list, in place of what /etc/tbnet.conf has. Returns 0, or -EINVAL after saying why. */
#define FABRIC_OPTIONS	"name", "prefix", "prefix6", "nodes", "interfaces", "hello", "csnp", "node", "bfd", "secret"
int fabric_set_option(size_t number, const char *value);
bool fabric_has_options(void);

/* All settings as they are now, as lines for /etc/tbnet.conf. */
void fabric_write_options(FILE *f, const struct fabric *fabric);

/* True if BFD's sessions have addresses that are known before, so that their timers can be set. */
bool fabric_has_timers(const struct fabric *fabric);

/* Letters, digits and hyphens, so many, and a hyphen at neither end. */
bool fabric_is_id(const char *s, size_t min, size_t max);

/* True if there is a setting of a fabric. */
bool fabric_is_wanted(void);

/* This machine's name in a fabric: its host name without a domain, or TBNET_FABRIC_NODE. */
void fabric_own_name(char ret[64]);

/* Reads the settings and finds this machine by its host name, or as TBNET_FABRIC_NODE says. Refuses what Proxmox VE refuses, and what cannot work. Returns 0, or
 * -EINVAL after saying in one line what is wrong. */
int fabric_read(struct fabric *ret);

/* A copy, to be changed; HERE is one of its own nodes. */
void fabric_copy(const struct fabric *from, struct fabric *ret);

/* True if a network or an address is in the prefix of its family. */
bool fabric_has(const struct fabric *fabric, const struct prefix *p);

/* The prefix of IPv4, or of IPv6 where there is no other; of family 0: none. */
const struct prefix *fabric_prefix(const struct fabric *fabric);

#endif
