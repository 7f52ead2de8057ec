/* SPDX-License-Identifier: GPL-2.0-or-later */
/* metric: set OpenFabric's metric of a port by the speed of its cable, so that FRR prefers the better cable. */
#ifndef TBNET_METRIC_H
#define TBNET_METRIC_H

/* For all lanes together, in Gb/s: 40 is FRR's own 10. 0: the speed is not known. */
unsigned metric_of(double speed);

/* Sets this metric of the port in the running FRR, unless an administrator set one, or ours changed a minute ago or
 * less. Does not ask FRR if the port has FRR's default. Logs a change and a failure. */
void metric_set(const char *ifname);

#endif
