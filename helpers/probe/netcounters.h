/* SPDX-License-Identifier: GPL-2.0-or-later */
/* netcounters: read the kernel's counters of IP and TCP in this network namespace (Documentation/networking/snmp_counter.rst). */
#ifndef TBNET_NETCOUNTERS_H
#define TBNET_NETCOUNTERS_H

#include <stdint.h>

/* Calls f for each counter of /proc/net/snmp ("FragFails"), netstat ("TCPSACKReorder") and snmp6 ("Ip6FragFails"). What cannot be
 * read has none. */
void netcounters_each(void (*f)(const char *name, uint64_t value, void *data), void *data);

#endif
