/* SPDX-License-Identifier: GPL-2.0-or-later */
/* echo: send ICMP echoes over one interface, regardless of routes. */
#ifndef TBNET_ECHO_H
#define TBNET_ECHO_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

/* Of whichever family; an IPv4 address is in the first four bytes, the rest is 0. */
struct echo_address {
	int family;		/* 0: none */
	struct in6_addr a;
};

struct echo {
	int fd;			/* -1: none */
	int family, ifindex;
	bool raw;
	uint16_t id;
	uint64_t cookie;	/* nobody can answer what he has not been asked */
};

struct echo_answer {
	struct echo_address from;
	unsigned seq, size;	/* as they were sent */
	bool whole;		/* the answer came in one packet */
};

/* Opens a socket that sends and hears on this interface alone. A "ping" socket where
 * net.ipv4.ping_group_range lets this user, else a raw one. -EPERM, -EAFNOSUPPORT, … */
int echo_open(int family, const char *ifname, int ifindex, struct echo *ret);
void echo_close(struct echo *e);

/* Sends an echo in an IP packet of SIZE bytes that nobody may cut up or forward.
 * -EAGAIN: not now. */
int echo_send(const struct echo *e, const struct echo_address *to, unsigned seq, unsigned size);

/* Takes one packet. Returns 1 for an answer to an echo of ours, 0 for anything else,
 * -EAGAIN where there is none. Whether SEQ was sent to FROM with SIZE is for the caller. */
int echo_receive(const struct echo *e, struct echo_answer *ret);

#endif
