/* SPDX-License-Identifier: GPL-2.0-or-later */
/* noout: keep Ceph from replacing the OSDs of this host while they are down. */
#ifndef TBNET_NOOUT_H
#define TBNET_NOOUT_H

#include <stdbool.h>
#include <stddef.h>

#define NOOUT_WAIT	30	/* s, for each call of ceph */

/* True if this machine is a part of a Ceph cluster and has its commands. */
bool noout_is_ceph(void);

struct noout {
	char host[64];		/* CRUSH's bucket of this host; "": it has no OSD here */
	bool set;		/* noout, of this host or of the whole cluster */
};

/* Asks for both. With STOP also whether all OSDs, monitors and MDS daemons of this host may stop now. Returns 0, -EBUSY if they may not, or
 * another negative errno; all after saying so. */
int noout_read(bool stop, struct noout *ret);

/* Sets it for the host, or takes it back, and reads it back. Returns 0 or a negative errno after saying so. */
int noout_set(const char *host, bool on);

#endif
