/* SPDX-License-Identifier: GPL-2.0-or-later */
/* peers: which hosts were at this machine's ports, remembered across boots.
 *
 * PEERS_FILE is for people, too: one line a port and peer, oldest first; lines may be edited and deleted. */
#ifndef TBNET_PEERS_H
#define TBNET_PEERS_H

#include <net/if.h>
#include <stdint.h>

#include "port.h"

#define PEERS_DIR	"/var/lib/tbnet"
#define PEERS_FILE	PEERS_DIR "/peers"
#define PEERS_MAX	64	/* a node has 2 to 4 ports; the oldest lines are dropped */
#define PEERS_BOOTS	2	/* boots without its peer, after which a link is no longer expected */

struct peer {
	unsigned boot;		/* number of the boot in which it was last there */
	int64_t seen;		/* then, in s of the wall clock */
	char ifname[IFNAMSIZ];	/* its link's name then */
	struct port port;	/* number, controller, peer, peer_name, and the most that its speed and lanes were; of
				 * these only number and controller are always known */
};

struct peers {
	unsigned boot;		/* number of this boot */
	bool counted;		/* PEERS_FILE has this boot already */
	struct peer v[PEERS_MAX];
	size_t n;
	unsigned skipped;	/* lines that are not whole, not ours, or too many */
};

/* Reads PEERS_FILE, and when the links of this boot were looked at last; lines that are not whole are skipped. Returns 0, also where there is no such file, or a
 * negative errno. */
int peers_read(struct peers *ret);

/* True if it was there in this boot or one of the PEERS_BOOTS before it. */
bool peers_is_recent(const struct peers *peers, const struct peer *peer);

/* Notes that the peer of this port is there now. The file is written only where its line is not of this
 * boot, says something else, or is older than an hour. A failure is logged, with this TBNET_ACTION, and no more. */
void peers_note(const char *ifname, const struct port *port, const char *action);

/* Notes in /run/tbnet that the peer of this link is there now: to the minute where tbnet-check looks, without a write to the disk. For a
 * peer without such a note, PEERS_FILE has the time. */
void peers_seen(const char *ifname);

/* All lanes of the port together, in Gb/s; 0: not known. */
double peers_speed(const struct port *port);

/* Has PEERS_FILE count this boot, if there is such a file and it has not. Returns 0 or a negative errno. */
int peers_count_boot(void);

#endif
