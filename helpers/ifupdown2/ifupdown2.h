/* SPDX-License-Identifier: GPL-2.0-or-later */
/* ifupdown2: find which tool owns /sbin/ifup and whether it is ready, and run its ifup. */
#ifndef TBNET_IFUPDOWN2_H
#define TBNET_IFUPDOWN2_H

#include <stdbool.h>
#include <stdint.h>

#define IFUPDOWN2_READY	"/run/network/ifstatelock"

enum ifupdown { IFUPDOWN_NONE, IFUPDOWN_2, IFUPDOWN_CLASSIC };

/* Whose /sbin/ifup is: ifupdown2's, classic ifupdown's, or none of the two (ifupdown-ng, or
 * not there). A negative errno if reading it failed. */
int ifupdown_tool(void);

/* 1 if it is ifupdown2's, 0 if not, a negative errno if reading it failed. */
int ifupdown2_is_installed(void);

/* True if it has brought up something since the machine booted: IFUPDOWN2_READY is
 * there. Before, networking.service has not run (its start-networking makes
 * /run/network), and an ifup of ours would have two bad ends: without
 * /run/network it exits 89, as if another instance ran; with it, it leaves the
 * mark that makes start-networking keep the state of the last boot. */
bool ifupdown2_is_ready(void);

/* Its interfaces file, /etc/network/interfaces unless ifupdown2.conf has another.
 * To be freed; NULL without memory. */
char *ifupdown2_interfaces(void);

/* True if ifupdown2 itself knows a stanza of the interface (ifquery). */
bool ifupdown2_knows(const char *ifname, int64_t deadline);

/* Runs ifup for the interface. While another instance has its lock (exit 89),
 * tries again after growing pauses, each logged, until the deadline. Returns as
 * process_run(); 89: busy to the end, or nearly, -EROFS: its lock cannot be written. */
int ifupdown2_ifup(const char *ifname, int64_t deadline);

#define IFUPDOWN2_BUSY	89	/* STATUS_ALREADY_RUNNING, lib/status.py */

#endif
